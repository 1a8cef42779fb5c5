package dev.polyrun.activepieces;

import dev.polyrun.contract.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An answer recorded on a real server, as curl printed it: a comment, the status line, the headers, an empty line, the body.
 *
 * @param headers name and value, in the order in which they came
 */
record Capture(int status, List<Map.Entry<String, String>> headers, String body) {
    static Capture of(String name) {
        String text = Fixtures.text("captures/" + name + ".http").replace("\r\n", "\n");
        int end = text.indexOf("\n\n");
        List<String> head = text.substring(0, end).lines().filter(line -> !line.startsWith("#")).toList();
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            headers.add(Map.entry(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip()));
        }
        return new Capture(Integer.parseInt(head.get(0).split(" ")[1]), headers, text.substring(end + 2).strip());
    }
}
