package dev.polyrun.reliability.faults;

import java.net.Socket;

/**
 * Something that a server does wrong, and a row of the table.
 *
 * @param group under which heading it stands
 * @param where which of the servers does it
 * @param isSlow whether it lasts for as long as the client lets it, so that only a timeout ends it
 * @param onConnect what it does to a connection instead of reading requests from it; null when it waits for a request
 * @param onRequest what it does to a request; null when none is read
 */
record WireFault(String group, String name, Where where, boolean isSlow, OnConnect onConnect, OnRequest onRequest) {
    enum Where {
        /** HTTP/1.1 over a plain socket. */
        PLAIN,
        /** Nobody listens. */
        REFUSED,
        /** HTTP/1.1 over TLS. */
        TLS,
        /** HTTP/2 over TLS. */
        HTTP2
    }

    /** The connection is closed when this returns or throws. */
    interface OnConnect {
        void meet(Socket socket, Certificates certificates) throws Exception;
    }

    /** The connection is closed when this returns false or throws. */
    interface OnRequest {
        boolean meet(Conversation conversation) throws Exception;
    }

    static WireFault refused(String group, String name) {
        return new WireFault(group, name, Where.REFUSED, false, null, null);
    }

    static WireFault onConnect(String group, String name, OnConnect onConnect) {
        return new WireFault(group, name, Where.PLAIN, false, onConnect, null);
    }

    static WireFault onRequest(String group, String name, OnRequest onRequest) {
        return new WireFault(group, name, Where.PLAIN, false, null, onRequest);
    }

    /** The same fault, which lasts for as long as the client lets it. */
    WireFault slow() {
        return new WireFault(group, name, where, true, onConnect, onRequest);
    }

    WireFault at(Where elsewhere) {
        return new WireFault(group, name, elsewhere, isSlow, onConnect, onRequest);
    }

    @Override
    public String toString() {
        return group + ": " + name;
    }
}
