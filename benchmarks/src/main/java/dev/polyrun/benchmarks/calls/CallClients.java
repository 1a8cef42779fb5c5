package dev.polyrun.benchmarks.calls;

import dev.polyrun.PolyrunPoll;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.function.Function;
import okhttp3.OkHttp;
import okhttp3.ResponseBody;
import okio.Okio;

/** The clients that are compared. */
public enum CallClients {
    POLYRUN("**Polyrun**", PolyrunCalls::new),
    POLYRUN_RAW("Polyrun, raw view", url -> new PolyrunCalls(url).raw()),
    POLYRUN_POLL("Polyrun, a poll", url -> new PolyrunPoll(url, CallClients.KEY)::snapshot),
    OKHTTP("OkHttp, bytes only", url -> new OkHttpCalls(url, ResponseBody::bytes)),
    OKHTTP_DROPPED("OkHttp, bytes dropped", url -> new OkHttpCalls(url, body -> body.source().readAll(Okio.blackhole()))),
    SOCKET("a bare socket, bytes dropped", BareSocket::new),
    HAND("jackson-core by hand", url -> new OkHttpCalls(url, HandDecoding::plain)),
    HAND_RAW("jackson-core by hand, free-form kept raw", url -> new OkHttpCalls(url, HandDecoding::raw)),
    DATABIND2("Databind 2", url -> new OkHttpCalls(url, new Databind2(false))),
    DATABIND2_DATES("Databind 2, dates by hand", url -> new OkHttpCalls(url, new Databind2(true))),
    DATABIND3("Databind 3", url -> new OkHttpCalls(url, new Databind3(false))),
    DATABIND3_DATES("Databind 3, dates by hand", url -> new OkHttpCalls(url, new Databind3(true))),
    OKHTTP_GSON("generated, `okhttp-gson`", StockOkHttpGson::new),
    NATIVE("generated, `native`", StockNative::new);

    /** Nobody's. */
    static final String KEY = "key-of-nobody";

    private final String title;
    private final Function<String, CallClient> factory;

    CallClients(String title, Function<String, CallClient> factory) {
        this.title = title;
        this.factory = factory;
    }

    String title() {
        return title;
    }

    CallClient connect(String baseUrl) {
        return factory.apply(baseUrl);
    }

    /** The versions of all that they are made of. */
    static String versions() {
        return "OkHttp " + OkHttp.VERSION + ", jackson-core " + tools.jackson.core.json.PackageVersion.VERSION
                + ", databind " + com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION + " and "
                + tools.jackson.databind.cfg.PackageVersion.VERSION + ", gson " + gson() + ", OpenAPI Generator "
                + System.getProperty("benchmarks.generator", "of unknown version");
    }

    private static String gson() {
        Properties properties = new Properties();
        try (InputStream stated = CallClients.class.getResourceAsStream("/META-INF/maven/com.google.code.gson/gson/pom.properties")) {
            properties.load(stated);
        } catch (IOException | NullPointerException e) {
            return "of unknown version";
        }
        return properties.getProperty("version");
    }
}
