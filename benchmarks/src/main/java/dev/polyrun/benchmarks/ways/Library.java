package dev.polyrun.benchmarks.ways;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The libraries that are compared. */
public enum Library {
    POLYRUN("Polyrun", "dev.polyrun", "sdk-facade", true),
    AZURE("azure-core", "com.azure", "azure-core", false),
    AWS("AWS sdk-core", "software.amazon.awssdk", "sdk-core", true),
    GAX("gax", "com.google.api", "gax", false),
    OCI("oci-java-sdk-common", "com.oracle.oci.sdk", "oci-java-sdk-common", false),
    FAILSAFE("failsafe", "dev.failsafe", "failsafe", true);

    private final String title;
    private final String pomProperties;
    private final boolean tolerates;

    Library(String title, String group, String artifact, boolean tolerates) {
        this.title = title;
        this.tolerates = tolerates;
        pomProperties = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    }

    public String title() {
        return title;
    }

    /** Whether its waits can be told to go on after an error; else a poll function has to hide errors from it. */
    public boolean tolerates() {
        return tolerates;
    }

    /** The version as the library's jar states it. */
    public String version() {
        if (this == POLYRUN) {
            return "of this checkout";
        }
        Properties properties = new Properties();
        try (InputStream stated = Library.class.getResourceAsStream(pomProperties)) {
            if (stated == null) {
                return "of unknown version";
            }
            properties.load(stated);
        } catch (IOException e) {
            return "of unknown version";
        }
        return properties.getProperty("version");
    }
}
