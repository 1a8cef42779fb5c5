package dev.polyrun.reliability.faults;

/** What stands above the table. */
final class TableText {
    static final String BEFORE = """
            # What hostile servers do, and what comes of it

            Made by a test that does each of these %d things to the clients of all five vendors and to the polling engine, over sockets of this
            machine. After a change of either: `%s`.

            **A read** is one call of the client's `runs().get…`, without retries, blocking and asynchronous. It ends with *the run*, just as the
            vendor has it; with *what was sent*, where that is JSON of the right kind but another document: what cannot be shown in its type is
            null, and kept with the unknown properties; or with the named exception, less `Exception` at its end. Where the vendors' clients
            differ, their names stand behind it.

            **With two retries** says how often the same read was sent while the fault went on, and how much time the pauses took that the server
            had asked for. What it ends with is the same. 0× is a connection on which no request could be sent.

            **A start** is sent once, whatever it ends with; *started* is a success. `OutcomeUnknown` says that it may have been done.

            **Waiting for a run**: its first two polls meet the fault, all others do not. *goes on* is a wait that sees the end of the run; *ends* one
            that ends at once with a `PollingFailedException`, whose cause is what the read ended with, since no waiting mends that. Where the fault
            goes on for longer than the error budget, each wait ends so, or, after a 404 or a 410, with a `RunNotFoundException`.

            After each of these, the test sees that the same client's next call is answered with the run, that no connection is left open on either
            side, that no exception holds the key in its message or in those of its causes, and that a read of much more than it should be allocates
            no more than a small multiple of `maxResponseBytes`.
            """;

    private TableText() {}
}
