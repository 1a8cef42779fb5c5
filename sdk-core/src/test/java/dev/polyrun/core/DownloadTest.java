package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where bytes go on disk. */
class DownloadTest {
    @TempDir
    Path folder;

    private final AtomicInteger closed = new AtomicInteger();

    private Download download(String content, String disposition) {
        return new Download(new ByteArrayInputStream(content.getBytes()) {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        }, disposition, "text/plain", (long) content.length());
    }

    private Download broken(IOException failure) {
        return new Download(new InputStream() {
            private int count;

            @Override
            public int read() throws IOException {
                if (count++ < 3) {
                    return 'a';
                }
                throw failure;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                into[offset] = (byte) read();
                return 1;
            }
        }, "attachment; filename=a.txt", null, null);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void itIsSavedUnderTheNameThatTheCallerGives() throws IOException {
        download("abc", "attachment; filename=other.txt").saveTo(folder.resolve("a.txt"));

        assertThat(files()).containsExactly("a.txt");
        assertThat(folder.resolve("a.txt")).hasContent("abc");
        assertThat(closed).hasPositiveValue();
    }

    @Test
    void itIsSavedInAFolderUnderTheServersName() throws IOException {
        Path file = download("abc", "attachment; filename=\"../../report.txt\"").saveIn(folder);

        assertThat(file).isEqualTo(folder.resolve("report.txt")).hasContent("abc");
        assertThat(files()).containsExactly("report.txt");
    }

    @Test
    void whatHasNoNameIsADownload() {
        assertThat(download("abc", null).saveIn(folder)).hasFileName("download");
        assertThat(download("abc", "attachment; filename=..").saveIn(folder)).hasFileName("download (1)");
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "mine");
        AtomicInteger read = new AtomicInteger();
        Download download = new Download(new InputStream() {
            @Override
            public int read() {
                return read.incrementAndGet();
            }
        }, null, null, null);

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> download.saveTo(folder.resolve("a.txt")))
                .withCauseInstanceOf(FileAlreadyExistsException.class).withMessageContaining("a.txt");
        assertThat(folder.resolve("a.txt")).hasContent("mine");
        assertThat(read).as("bytes read in vain").hasValue(0);
        assertThat(files()).containsExactly("a.txt");
    }

    @Test
    void aNameThatIsTakenGetsANumber() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "mine");
        Files.createDirectory(folder.resolve("a (1).txt"));

        assertThat(download("abc", "attachment; filename=a.txt").saveIn(folder)).hasFileName("a (2).txt").hasContent("abc");
        assertThat(folder.resolve("a.txt")).hasContent("mine");
    }

    @Test
    void aLinkInTheWayIsNotFollowed() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("a.txt"), outside.resolve("target.txt"));
        Files.createSymbolicLink(inside.resolve("b.txt"), Files.writeString(outside.resolve("there.txt"), "mine"));

        assertThat(download("abc", "attachment; filename=a.txt").saveIn(inside)).isEqualTo(inside.resolve("a (1).txt"));
        assertThat(download("abc", "attachment; filename=b.txt").saveIn(inside)).isEqualTo(inside.resolve("b (1).txt"));
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> download("abc", null).saveTo(inside.resolve("a.txt")));
        assertThat(outside.resolve("target.txt")).doesNotExist();
        assertThat(outside.resolve("there.txt")).hasContent("mine");
    }

    @Test
    void aFileThatAppearsMeanwhileIsNotOverwritten() {
        Path file = folder.resolve("a.txt");
        Download download = new Download(new ByteArrayInputStream(new byte[0]) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                try {
                    Files.writeString(file, "theirs");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return -1;
            }
        }, null, null, null);

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> download.saveTo(file))
                .withCauseInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("theirs");
    }

    @Test
    void whatBreaksLeavesNothingBehind() throws IOException {
        ConnectionException known = new ConnectionException("cut", null);

        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> broken(new IOException(known)).saveIn(folder)).isSameAs(known);
        assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> broken(new IOException("odd")).saveTo(folder.resolve("b")))
                .withMessageContaining("odd");
        assertThat(files()).isEmpty();
    }

    @Test
    void whileItIsWrittenThereIsNoFileOfItsName() throws IOException {
        Download download = new Download(new ByteArrayInputStream(new byte[1]) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                assertThat(folder.resolve("a.txt")).doesNotExist();
                return super.read(into, offset, length);
            }
        }, null, null, null);
        download.saveTo(folder.resolve("a.txt"));

        assertThat(files()).containsExactly("a.txt");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> download("abc", null).saveIn(folder.resolve("none")))
                .withCauseInstanceOf(NoSuchFileException.class).withMessageContaining("none");
        assertThat(closed).as("closed all the same").hasPositiveValue();
    }

    @Test
    void whatWasBegunAsAStreamIsNotSavedAsAWhole() throws IOException {
        Download download = download("abc", null);
        assertThat(download.stream().read()).isEqualTo('a');

        assertThatIllegalStateException().isThrownBy(() -> download.saveIn(folder)).withMessageContaining("not the whole file");
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterruptEndsTheWriting(boolean before) throws IOException {
        Download download = new Download(new ByteArrayInputStream(new byte[100]) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                Thread.currentThread().interrupt();
                return super.read(into, offset, length);
            }
        }, null, null, null);
        if (before) {
            Thread.currentThread().interrupt();
        }
        try {
            assertThatExceptionOfType(CallInterruptedException.class).isThrownBy(() -> download.saveIn(folder));
        } finally {
            assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void itTellsWhatTheServerSaid() {
        Download download = download("abc", "attachment; filename=a.txt");

        assertThat(download.fileName()).isEqualTo("a.txt");
        assertThat(download.mediaType()).isEqualTo("text/plain");
        assertThat(download.length()).isEqualTo(3);
        assertThat(download).hasToString("Download[text/plain, 3 bytes]");
        assertThat(broken(new IOException())).hasToString("Download[null, length unknown]");
    }

    @Test
    void aFileSystemThatReplacesOnlyWhenToldServesAsWell() throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            download("one", "attachment; filename=a.txt").saveTo(archive.getPath("/b.txt"));
            Path saved = download("two", "attachment; filename=a.txt").saveIn(archive.getPath("/"));

            assertThat(archive.getPath("/b.txt")).hasContent("one");
            assertThat(saved).isEqualTo(archive.getPath("/a.txt")).hasContent("two");
        }
    }

    /** As a system is whose locale knows ASCII only. */
    private Path inAscii() {
        return (Path) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
            if (method.getName().equals("resolve") && !StandardCharsets.US_ASCII.newEncoder().canEncode(arguments[0].toString())) {
                throw new InvalidPathException("a name", "Malformed input or input contains unmappable characters");
            }
            return method.invoke(folder, arguments);
        });
    }

    @Test
    void aNameThatTheSystemCannotWriteCostsItsLettersNotTheFile() throws IOException {
        String disposition = "attachment; filename*=UTF-8''gr%C3%BC%C3%9Fe%F0%9F%98%80.pdf";
        Path saved = download("hello", disposition).saveIn(inAscii());
        Path second = download("hello", disposition).saveIn(inAscii());

        assertThat(saved).isEqualTo(folder.resolve("gr__e_.pdf")).hasContent("hello");
        assertThat(second).isEqualTo(folder.resolve("gr__e_ (1).pdf"));
        assertThat(files()).hasSize(2);
    }
}
