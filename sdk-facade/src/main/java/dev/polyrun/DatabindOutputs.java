package dev.polyrun;

import tools.jackson.databind.json.JsonMapper;

/** Apart from {@link Run}, so that databind is loaded only when it is used. */
final class DatabindOutputs {
    /** Without default typing: outputs are a stranger's, and do not choose which class is made of them. */
    private static final JsonMapper MAPPER = new JsonMapper();

    private DatabindOutputs() {}

    static <T> T read(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }
}
