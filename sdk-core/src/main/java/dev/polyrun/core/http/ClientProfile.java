package dev.polyrun.core.http;

import dev.polyrun.core.ErrorMeaning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor's spec says about its client as a whole. Filled by generated code, once per client class; not modified afterwards.
 */
public final class ClientProfile {
    /**
     * One way to prove who is calling.
     *
     * @param name the builder method that takes it
     * @param environment the environment variable that may hold it
     * @param header the header that carries it; null when the chosen variant decides
     * @param prefix what stands before it in the header, such as {@code "Bearer "}; may be empty
     * @param companions headers that go with it, each with the setting that fills it
     */
    record CredentialKind(String name, String environment, @Nullable String header, String prefix, Map<String, String> companions) {}

    record Variant(String header, String prefix) {}

    private final String vendor;
    private final String version;
    private final String baseUrl;
    private final String environmentPrefix;
    private final Map<String, CredentialKind> credentials = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, Variant> variants = new LinkedHashMap<>();
    private final Map<List<Object>, ErrorMeaning> errorCodes = new LinkedHashMap<>();
    private @Nullable String variantSetting;
    private @Nullable String defaultVariant;

    /**
     * @param vendor the vendor's name, for messages
     * @param version the client's version, for the User-Agent
     * @param baseUrl the vendor's own server
     * @param environmentPrefix what its environment variables start with
     */
    public ClientProfile(String vendor, String version, String baseUrl, String environmentPrefix) {
        this.vendor = vendor;
        this.version = version;
        this.baseUrl = baseUrl;
        this.environmentPrefix = environmentPrefix;
    }

    public ClientProfile credential(String name, String environment, @Nullable String header, String prefix, Map<String, String> companions) {
        credentials.put(name, new CredentialKind(name, environment, header, prefix, companions));
        return this;
    }

    public ClientProfile setting(String name, String environment) {
        settings.put(name, environment);
        return this;
    }

    /** A setting with a fixed choice of values, which decides how the credential is sent. */
    public ClientProfile variants(String setting, String environment, String defaultVariant) {
        this.variantSetting = setting;
        this.defaultVariant = defaultVariant;
        return setting(setting, environment);
    }

    public ClientProfile variant(String name, String header, String prefix) {
        variants.put(name, new Variant(header, prefix));
        return this;
    }

    /** A vendor code that changes what the status alone would mean. */
    public ClientProfile errorCode(int status, String code, ErrorMeaning meaning) {
        errorCodes.put(List.of(status, code), meaning);
        return this;
    }

    /** Ends the description. */
    public ClientProfile complete() {
        return this;
    }

    String vendor() {
        return vendor;
    }

    String userAgent() {
        return "polyrun-java/" + version + " (" + vendor + ")";
    }

    String baseUrl() {
        return baseUrl;
    }

    String baseUrlEnvironment() {
        return environmentPrefix + "_BASE_URL";
    }

    Map<String, CredentialKind> credentials() {
        return credentials;
    }

    /** Each setting's environment variable. */
    Map<String, String> settings() {
        return settings;
    }

    @Nullable String variantSetting() {
        return variantSetting;
    }

    @Nullable String defaultVariant() {
        return defaultVariant;
    }

    Map<String, Variant> variants() {
        return variants;
    }

    ErrorMeaning meaningOf(int status, @Nullable String code) {
        ErrorMeaning byCode = code == null ? null : errorCodes.get(List.<Object>of(status, code));
        return byCode == null ? ErrorMeaning.ofStatus(status) : byCode;
    }
}
