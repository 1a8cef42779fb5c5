package dev.polyrun;

import java.nio.charset.StandardCharsets;

/** Any text as a reference: it comes back from its text form, or is refused. */
public final class RefsFuzz {
    private RefsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            RunRef ref = RunRef.parse(text);
            if (!RunRef.parse(ref.toString()).equals(ref) || !ref.toString().matches("[!-~]+")) {
                throw new AssertionError(ref);
            }
        } catch (IllegalArgumentException e) {
            require(e);
        }
        try {
            WorkflowRef ref = WorkflowRef.parse(text);
            if (!WorkflowRef.parse(ref.toString()).equals(ref)) {
                throw new AssertionError(ref);
            }
        } catch (IllegalArgumentException e) {
            require(e);
        }
    }

    private static void require(IllegalArgumentException refusal) {
        if (refusal.getClass() != IllegalArgumentException.class || refusal.getMessage() == null) {
            throw refusal;
        }
    }
}
