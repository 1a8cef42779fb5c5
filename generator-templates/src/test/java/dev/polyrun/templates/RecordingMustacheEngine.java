package dev.polyrun.templates;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.openapitools.codegen.api.TemplatingExecutor;
import org.openapitools.codegen.templating.MustacheEngineAdapter;

/**
 * The generator's own Mustache engine, which also keeps a record. The generator makes it by the name of the class, so the record is handed
 * over by thread.
 *
 * <p>Mustache compiles a partial when it is first run, not when the template around it is compiled; so a partial that is recorded was run.
 */
public final class RecordingMustacheEngine extends MustacheEngineAdapter {
    private static final ThreadLocal<TemplateRecording> RECORDING = new ThreadLocal<>();

    public RecordingMustacheEngine() {
        setCompiler(getCompiler().withCollector(new RecordingCollector(RECORDING.get())));
    }

    static TemplateRecording start() {
        TemplateRecording recording = new TemplateRecording();
        RECORDING.set(recording);
        return recording;
    }

    static void stop() {
        RECORDING.remove();
        RecordingCollector.LOADED.remove();
    }

    @Override
    public String compileTemplate(TemplatingExecutor executor, Map<String, Object> bundle, String template) throws IOException {
        loaded(executor.getFullTemplatePath(template));
        return super.compileTemplate(executor, bundle, template);
    }

    @Override
    public Reader findTemplate(TemplatingExecutor executor, String partial) {
        Reader reader = super.findTemplate(executor, partial);
        loaded(executor.getFullTemplatePath(partial + ".mustache"));
        return reader;
    }

    private static void loaded(Path template) {
        RECORDING.get().used(template);
        RecordingCollector.LOADED.set(template);
    }

    /**
     * Mustache asks for variables without saying which template wants them. But each template has a cache of its own, made when it is
     * compiled, which is right after it was loaded, and looks there first: that tells.
     */
    private static final class RecordingCollector implements Mustache.Collector {
        private static final ThreadLocal<Path> LOADED = new ThreadLocal<>();

        private final Mustache.Collector collector = new DefaultCollector();
        private final TemplateRecording recording;
        private Path asking;

        RecordingCollector(TemplateRecording recording) {
            this.recording = recording;
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new CacheOf<>(LOADED.get());
        }

        @Override
        public Mustache.VariableFetcher createFetcher(Object context, String name) {
            Path template = asking;
            Mustache.VariableFetcher fetcher = collector.createFetcher(context, name);
            return fetcher == null ? null : (data, variable) -> {
                Object value = fetcher.get(data, variable);
                if (value != Template.NO_FETCHER_FOUND) {
                    recording.found(template, variable);
                }
                return value;
            };
        }

        @Override
        public Iterator<?> toIterator(Object value) {
            return collector.toIterator(value);
        }

        private final class CacheOf<K, V> extends HashMap<K, V> {
            private static final long serialVersionUID = 1;

            private final transient Path template;

            CacheOf(Path template) {
                this.template = template;
            }

            @Override
            public V get(Object key) {
                asking = template;
                return super.get(key);
            }
        }
    }
}
