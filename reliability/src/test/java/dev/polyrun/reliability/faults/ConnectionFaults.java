package dev.polyrun.reliability.faults;

import dev.polyrun.reliability.faults.WireFault.OnConnect;
import dev.polyrun.reliability.faults.WireFault.OnRequest;
import dev.polyrun.reliability.faults.WireFault.Where;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that are not made, break, or go to sleep; and TLS. */
final class ConnectionFaults {
    private static final String CONNECTION = "The connection";
    private static final String TLS = "TLS";
    private static final String JSON = "Content-Type: application/json";

    private ConnectionFaults() {}

    static List<WireFault> all() {
        List<WireFault> faults = new ArrayList<>();
        faults.add(WireFault.refused(CONNECTION, "refused"));
        faults.add(WireFault.onConnect(CONNECTION, "closed as soon as it is there", (socket, certificates) -> socket.close()));
        faults.add(WireFault.onConnect(CONNECTION, "an answer (503) before there is a request", (socket, certificates) -> {
            String answer = "HTTP/1.1 503 Early\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        }));
        faults.add(on("closed before the headers", conversation -> false));
        faults.add(on("reset before the headers", Conversation::reset));
        faults.add(on("closed in the status line", conversation -> {
            conversation.write("HTTP/1.1 20");
            return false;
        }));
        faults.add(on("closed in the headers", conversation -> {
            conversation.write("HTTP/1.1 200 OK\r\nContent-Type: appl");
            return false;
        }));
        faults.add(on("reset in the headers", conversation -> {
            conversation.write("HTTP/1.1 200 OK\r\n");
            return conversation.reset();
        }));
        faults.add(on("closed in the body", conversation -> half(conversation) && false));
        faults.add(on("reset in the body", conversation -> half(conversation) && conversation.reset()));
        faults.add(on("silence before the headers", Conversation::fallSilent).slow());
        faults.add(on("silence in the headers", conversation -> {
            conversation.write("HTTP/1.1 200 OK\r\n");
            return conversation.fallSilent();
        }).slow());
        faults.add(on("silence in the body", conversation -> half(conversation) && conversation.fallSilent()).slow());
        faults.add(on("the headers drip, a byte at a time", conversation -> conversation.drip(new byte[4096])).slow());
        faults.add(on("the body drips, a byte at a time", conversation -> {
            // White space first: a short document would soon be whole.
            byte[] body = (" ".repeat(4096) + conversation.truth().text()).getBytes(StandardCharsets.UTF_8);
            conversation.write(head(body.length));
            return conversation.drip(body);
        }).slow());
        faults.add(on("102 without end", conversation -> {
            byte[] interim = "HTTP/1.1 102 Processing\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
            return conversation.flood(interim, Long.MAX_VALUE);
        }));
        faults.add(tls("the certificate is of an unknown authority", (socket, all) -> Certificates.handshake(socket, all.untrusted())));
        faults.add(tls("the certificate is of another host", (socket, all) -> Certificates.handshake(socket, all.ofAnotherHost())));
        faults.add(tls("the certificate has expired", (socket, all) -> Certificates.handshake(socket, all.expired())));
        faults.add(tls("plain HTTP on the port of TLS", (socket, all) -> {
            socket.getInputStream().read();
            String answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        }));
        faults.add(tls("closed in the handshake", (socket, all) -> socket.getInputStream().read()));
        faults.add(tls("reset in the handshake", (socket, all) -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        }));
        faults.add(tls("closed after the handshake", (socket, all) -> Certificates.handshake(socket, all.good()).close()));
        faults.add(onTls("closed in the body", conversation -> half(conversation) && false));
        faults.add(onTls("a second answer behind the first", conversation -> FramingFaults.overlong(conversation, FramingFaults.ANOTHER_ANSWER)));
        faults.add(onTls("a redirect to plain HTTP", conversation -> conversation.answer(
                "HTTP/1.1 307 Move", new byte[0], "Location: http://localhost:9" + conversation.target(), "Content-Length: 0")));
        return faults;
    }

    /** Half of the true answer. */
    private static boolean half(Conversation conversation) throws Exception {
        byte[] body = conversation.truth().body();
        conversation.write(head(body.length));
        conversation.write(new String(body, StandardCharsets.ISO_8859_1).substring(0, body.length / 2));
        return true;
    }

    private static String head(int length) {
        return "HTTP/1.1 200 OK\r\n" + JSON + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static WireFault on(String name, OnRequest act) {
        return WireFault.onRequest(CONNECTION, name, act);
    }

    private static WireFault tls(String name, OnConnect act) {
        return WireFault.onConnect(TLS, name, act).at(Where.TLS);
    }

    private static WireFault onTls(String name, OnRequest act) {
        return WireFault.onRequest(TLS, name, act).at(Where.TLS);
    }
}
