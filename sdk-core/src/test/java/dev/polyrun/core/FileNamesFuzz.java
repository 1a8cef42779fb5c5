package dev.polyrun.core;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Any text as a Content-Disposition: it names a file of one folder, on any system, or none. */
public final class FileNamesFuzz {
    private static final Pattern SAFE = Pattern.compile("[^/\\\\:<>|?*\"\\p{Cntrl}]+");
    private static final Pattern AT_THE_EDGES = Pattern.compile("^[.\\s]|[.\\s]$");
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\\s*(\\..*)?");

    private FileNamesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        check(FileNames.ofDisposition(text));
        check(FileNames.safe(text));
    }

    private static void check(@Nullable String name) {
        if (name == null) {
            return;
        }
        boolean safe = SAFE.matcher(name).matches() && !AT_THE_EDGES.matcher(name).find() && !DEVICE.matcher(name).matches();
        if (!safe || name.getBytes(StandardCharsets.UTF_8).length > 200) {
            throw new AssertionError("not safe: " + name);
        }
        if (!name.equals(FileNames.safe(name))) {
            throw new AssertionError("made safe again: " + name);
        }
    }
}
