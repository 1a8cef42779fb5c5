package dev.polyrun.reliability.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.polyrun.core.ConnectionException;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** The search finds what it looks for, in whatever form and through whichever channel it comes; what it does not find is not there. */
class SearchTest {
    private static final Canary CANARY = Canary.of("here");
    private static final String VALUE = CANARY.value();

    private static final Search SEARCH = new Search(List.of(Canary.of("somewhere"), CANARY, Canary.plain("nowhere")));

    private final Haul haul = new Haul(SEARCH);

    static List<UnaryOperator<String>> forms() {
        return List.of(
                text -> text,
                text -> "Bearer " + text,
                text -> text.substring(0, 8),
                text -> text.substring(11, 19),
                text -> text.substring(text.length() - 8),
                text -> text.toLowerCase(Locale.ROOT),
                text -> text.toUpperCase(Locale.ROOT),
                text -> new StringBuilder(text).reverse().toString(),
                text -> text.substring(text.length() / 2) + text.substring(0, text.length() / 2),
                text -> URLEncoder.encode(text, UTF_8),
                text -> "%" + HexFormat.ofDelimiter("%").formatHex(text.getBytes(UTF_8)),
                text -> HexFormat.of().formatHex(text.getBytes(UTF_8)),
                text -> HexFormat.of().withUpperCase().formatHex(text.getBytes(UTF_8)),
                text -> Base64.getEncoder().encodeToString(text.getBytes(UTF_8)),
                text -> Base64.getEncoder().encodeToString(("u:" + text).getBytes(UTF_8)),
                text -> Base64.getEncoder().encodeToString(("user:" + text).getBytes(UTF_8)),
                text -> Base64.getEncoder().encodeToString(("someone:" + text + ":more").getBytes(UTF_8)),
                text -> Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8)),
                text -> text.replace("/", "\\/"),
                text -> text.replace("/", "&#47;").replace("+", "&#43;"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyFormIsFoundWhereverItStands(UnaryOperator<String> form) {
        haul.take("text", "x".repeat(5_000) + form.apply(VALUE));
        haul.take("text", form.apply(VALUE) + "y".repeat(5_000));
        haul.take("text", "{\"a\":\"" + form.apply(VALUE) + "\"}");

        assertThat(haul.finds()).hasSize(3).allMatch(find -> find.contains("the canary of here"));
    }

    @Test
    void sevenLettersAreNoFind() {
        for (int i = 0; i + 7 <= VALUE.length() / 2; i++) {
            haul.take("text", "<" + VALUE.substring(i, i + 7) + ">");
        }

        assertThat(haul.finds()).isEmpty();
    }

    @Test
    void aFindDoesNotShowWhatItFound() {
        haul.take("text", "before " + VALUE + " after");
        String found = haul.finds().get(0);

        assertThat(found).contains("before ");
        assertThat(new Search(List.of(CANARY)).in(found)).isEmpty();
    }

    @Test
    void everyChannelIsHeard() {
        try (LogCapture log = new LogCapture(haul)) {
            LoggerFactory.getLogger("dev.polyrun.core.http.Transport").trace("leak {}", VALUE);
            LoggerFactory.getLogger("dev.polyrun.polling").error("leak", new IllegalStateException("of " + VALUE));
            Logger.getLogger("okhttp3.internal.http2.Http2").log(Level.FINEST, "leak {0}", VALUE);
            Logger.getLogger("okhttp3.internal.concurrent.TaskRunner").finest(() -> "leak " + VALUE);
            System.out.println("leak " + VALUE);
            System.err.print("leak " + VALUE.substring(0, 5));
            System.err.println(VALUE.substring(5));
            assertThat(log.lines()).hasSize(4);
        }
        Caller caller = new Caller(haul);
        caller.take(new ConnectionException("leak " + VALUE, null));
        caller.take(new ConnectionException("no leak", new IOException("leak " + VALUE)));
        ConnectionException suppressing = new ConnectionException("no leak", null);
        suppressing.addSuppressed(new IOException(new IOException("leak " + VALUE)));
        caller.take(suppressing);

        assertThat(haul.finds()).filteredOn(find -> find.startsWith("log: ")).hasSize(4);
        assertThat(haul.finds()).filteredOn(find -> find.startsWith("System.out: ")).isNotEmpty();
        assertThat(haul.finds()).filteredOn(find -> find.startsWith("System.err: ")).isNotEmpty();
        assertThat(haul.finds()).filteredOn(find -> find.startsWith("exception: ")).hasSize(3);
    }
}
