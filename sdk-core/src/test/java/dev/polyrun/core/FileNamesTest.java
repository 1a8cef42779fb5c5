package dev.polyrun.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        // What servers send.
        "attachment | -",
        "attachment; size=1 | -",
        "attachment; filename=report.pdf | report.pdf",
        "; filename=report.pdf | report.pdf",
        "attachment;filename=\"a b.pdf\" | a b.pdf",
        "ATTACHMENT; FILENAME = \"a.pdf\" ; size=1 | a.pdf",
        "inline; size=1; filename=\"a;b.pdf\" | a;b.pdf",
        "attachment; filename=\"a\\\"b.pdf\" | a_b.pdf",
        "attachment; filename=\"näive.pdf\" | näive.pdf",
        "attachment; filename=a.pdf; filename*=UTF-8''na%C3%AFve%20%E5%90%8D.pdf | naïve 名.pdf",
        "attachment; filename*=utf-8'en'a.pdf; filename=b.pdf | a.pdf",
        "attachment; filename*=ISO-8859-1''%e4.txt | ä.txt",
        "attachment; filename*=x-unknown''%e4.txt; filename=b.txt | b.txt",
        "attachment; filename*=nonsense; filename=b.txt | b.txt",
        "attachment; filename*=nonsense; filename*=UTF-8''a.txt | a.txt",
        "attachment; filename*=x-unknown''%e4.txt; filename*=UTF-8''a.txt | a.txt",
        "attachment; filename*=UTF-8''..; filename=b.txt | b.txt",
        "attachment; filename*=UTF-8''100%; filename=b.txt | 100%",
        "attachment; filename*=UTF-8''%zz%4 | %zz%4",
        "attachment; filename=a.pdf; filename=b.pdf | a.pdf",
        "attachment; filename= | -",
        "attachment; filename=\"\" | -",
        "attachment; filename=\"unclosed.pdf | unclosed.pdf",
        "attachment; filename=\"a.pdf\"junk; filename=b.pdf | a.pdf",
        // What attackers send.
        "attachment; filename=../../etc/passwd | passwd",
        "attachment; filename=/etc/passwd | passwd",
        "attachment; filename=\"..\\\\..\\\\win.ini\" | win.ini",
        "attachment; filename=C:\\\\x\\\\y.txt | y.txt",
        "attachment; filename=C:y.txt | C_y.txt",
        "attachment; filename=\"a.txt:stream\" | a.txt_stream",
        "attachment; filename=a/../b/..  | -",
        "attachment; filename=.. | -",
        "attachment; filename=. | -",
        "attachment; filename=/ | -",
        "attachment; filename=.bashrc | bashrc",
        "attachment; filename=\" . . .ssh\" | ssh",
        "attachment; filename*=UTF-8''%2e%2e%2fetc%2fpasswd | passwd",
        "attachment; filename*=UTF-8''..%5c..%5cboot.ini | boot.ini",
        "attachment; filename*=UTF-8''%252e%252e%252fa | %2e%2e%2fa",
        "attachment; filename*=UTF-8''a%00.pdf | a.pdf",
        "attachment; filename*=UTF-8''a%0d%0aSet-Cookie: b | aSet-Cookie_ b",
        "attachment; filename*=UTF-8''invoice%E2%80%AEfdp.exe | invoicefdp.exe",
        "attachment; filename*=UTF-8''a%FF.pdf | a\uFFFD.pdf",
        "attachment; filename=CON | _CON",
        "attachment; filename=nul.txt | _nul.txt",
        "attachment; filename=Com1.tar.gz | _Com1.tar.gz",
        "attachment; filename=\"LPT9 .txt\" | _LPT9 .txt",
        "attachment; filename=conin$ | _conin$",
        "attachment; filename=console.txt | console.txt",
        "attachment; filename=\"a.pdf. . \" | a.pdf",
        "attachment; filename*=UTF-8''%C2%A0a%09.pdf%E2%80%83 | a.pdf",
        "attachment; filename=\"<a>?*.txt\" | _a___.txt",
    })
    void aContentDispositionGivesASafeName(String header, String name) {
        assertThat(FileNames.ofDisposition(header)).isEqualTo(name);
    }

    @Test
    void noHeaderGivesNoName() {
        assertThat(FileNames.ofDisposition(null)).isNull();
    }

    @Test
    void aLongNameIsCutBeforeItsExtensionAndWithinNoCharacter() {
        String name = FileNames.safe("名".repeat(300) + ".pdf");

        assertThat(name).endsWith("名.pdf").doesNotContain("\uFFFD");
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(195, 200);
        assertThat(FileNames.safe("a".repeat(300) + "." + "b".repeat(19))).hasSize(200).endsWith("a." + "b".repeat(19));
        assertThat(FileNames.safe("a".repeat(300) + "." + "b".repeat(20))).isEqualTo("a".repeat(200));
        assertThat(FileNames.safe("a." + "b".repeat(300))).hasSize(200);
        assertThat(FileNames.safe("🎉".repeat(100))).isEqualTo("🎉".repeat(50));
        assertThat(FileNames.safe("a".repeat(199) + " .b").length()).isLessThanOrEqualTo(200);
    }

    @Test
    void whatIsCutOffIsNotAllThatToldANameFromADevice() {
        assertThat(FileNames.safe("aux" + " ".repeat(250) + "x")).isEqualTo("_aux");
        assertThat(FileNames.safe("con" + " ".repeat(250) + "x.txt")).startsWith("_con  ").endsWith("  .txt");
    }

    @Test
    void aLongHostileHeaderIsReadInNoTime() {
        assertThat(FileNames.ofDisposition("attachment; filename=\"" + "\\\\".repeat(100_000))).isNull();
        assertThat(FileNames.ofDisposition("attachment" + "; a=b".repeat(50_000) + "; filename=c")).isEqualTo("c");
        assertThat(FileNames.safe("." + " ".repeat(100_000) + "a" + " ".repeat(100_000) + "b")).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({"a.pdf, a (2).pdf", "a, a (2)", "a.tar.gz, a.tar (2).gz"})
    void aNumberGoesBeforeTheExtension(String name, String numbered) {
        assertThat(FileNames.numbered(name, 2)).isEqualTo(numbered);
    }
}
