package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceTest {
    @TempDir
    Path folder;

    private static byte[] bytes(FileSource source) throws IOException {
        try (InputStream in = source.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void aFileHasItsNameItsLengthAndTheTypeOfItsEnding() throws IOException {
        FileSource source = FileSource.of(Files.writeString(folder.resolve("report.pdf"), "abc"));

        assertThat(source.name()).isEqualTo("report.pdf");
        assertThat(source.mediaType()).isEqualTo("application/pdf");
        assertThat(source.length()).isEqualTo(3);
        assertThat(bytes(source)).asString().isEqualTo("abc");
        assertThat(bytes(source)).asString().isEqualTo("abc");
        assertThat(source.isSpent()).isFalse();
    }

    @Test
    void aFileThatIsNotThereIsRefusedByItsName() {
        assertThatIllegalArgumentException().isThrownBy(() -> FileSource.of(folder.resolve("none"))).withMessageContaining("none is not a file");
        assertThatIllegalArgumentException().isThrownBy(() -> FileSource.of(folder)).withMessageContaining("give its InputStream");
    }

    @Test
    void aFileThatVanishedSaysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "a");
        FileSource source = FileSource.of(file);
        Files.delete(file);

        assertThatExceptionOfType(FileSourceException.class).isThrownBy(source::length).withMessageContaining("The file \"a\" cannot be read");
    }

    @Test
    void whatAnEndingDoesNotTellIsLeftOpen() {
        assertThat(FileSource.of("data.unheard-of", new byte[0]).mediaType()).isNull();
        assertThat(FileSource.of("data.unheard-of", new byte[0]).withMediaType("text/csv; charset=utf-8").mediaType())
                .isEqualTo("text/csv; charset=utf-8");
    }

    @Test
    void aNameCanBeGiven() {
        FileSource source = FileSource.of("a.pdf", new byte[2]).withName("b");

        assertThat(source.name()).isEqualTo("b");
        assertThat(source.length()).isEqualTo(2);
        assertThat(source).hasToString("FileSource[b]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pdf", "a/b c", "a/b\"", "a/b,c", "a/b\n", "a/b;base64", "/b", "a/"})
    void whatIsNoMediaTypeIsRefused(String type) {
        FileSource source = FileSource.of("a", new byte[0]);

        assertThatIllegalArgumentException().isThrownBy(() -> source.withMediaType(type)).withMessageContaining("expected one like application/pdf");
    }

    @Test
    void aBlankNameAndANegativeLengthAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> FileSource.of(" ", new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> FileSource.of("a", -1, InputStream::nullInputStream)).withMessageContaining("is -1");
    }

    @Test
    void anOpenerIsAskedEachTime() throws IOException {
        AtomicInteger opened = new AtomicInteger();
        FileSource source = FileSource.of("a", 1, () -> new ByteArrayInputStream(new byte[] {(byte) opened.incrementAndGet()}));

        assertThat(bytes(source)).containsExactly(1);
        assertThat(bytes(source)).containsExactly(2);
        assertThat(source.length()).isEqualTo(1);
    }

    @Test
    void aStreamHasNoLengthAndIsReadOnce() throws IOException {
        FileSource source = FileSource.of("a.txt", new ByteArrayInputStream(new byte[] {7}));
        assertThat(source.length()).isNull();
        assertThat(bytes(source)).containsExactly(7);

        assertThat(source.isSpent()).isTrue();
        assertThat(source.withName("b").isSpent()).as("the same stream under another name").isTrue();
        assertThatExceptionOfType(FileSourceException.class).isThrownBy(source::open)
                .withMessageContaining("The stream of \"a.txt\" was read before").withMessageContaining("a Path, a byte[], or an opener");
        assertThatExceptionOfType(FileSourceException.class).isThrownBy(source::requireUnspent);
    }

    @Test
    void aStreamMayBeReadByteByByte() throws IOException {
        FileSource source = FileSource.of("a", new ByteArrayInputStream(new byte[] {7, -1}));
        try (InputStream in = source.open()) {
            assertThat(List.of(in.read(), in.read(), in.read())).containsExactly(7, 255, -1);
        }

        assertThat(source.isSpent()).isTrue();
    }

    @Test
    void aStreamThatWasOpenedButNotReadCanBeOpenedAgain() throws IOException {
        FileSource source = FileSource.of("a", new ByteArrayInputStream(new byte[] {7}));
        InputStream unread = source.open();
        unread.close();

        assertThat(source.isSpent()).isFalse();
        assertThat(bytes(source)).containsExactly(7);
        assertThatExceptionOfType(FileSourceException.class).as("somebody else reads it").isThrownBy(unread::read);
    }

    @Test
    void aStreamIsClosedByWhoeverReadIt() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        FileSource source = FileSource.of("a", new ByteArrayInputStream(new byte[2]) {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
        source.open().close();
        assertThat(closed).hasValue(0);
        bytes(source);

        assertThat(closed).hasValue(1);
    }
}
