package dev.polyrun.core.json;

import org.jspecify.annotations.Nullable;

/** A small nested model as the generator writes it. */
final class Part extends JsonModel {
    private static final String[] PROPERTY_NAMES = {"id", "size"};

    private final @Nullable String id;
    private final @Nullable Integer size;

    private Part(Builder builder) {
        super(builder);
        this.id = builder.id;
        this.size = builder.size;
    }

    static Builder builder() {
        return new Builder();
    }

    @Nullable String id() {
        return id;
    }

    @Nullable Integer size() {
        return size;
    }

    static @Nullable Part read(JsonReader in) {
        return in.beginObject() ? new Part(new Builder().read(in)) : null;
    }

    @Override
    protected String[] propertyNames() {
        return PROPERTY_NAMES;
    }

    @Override
    protected @Nullable Object[] propertyValues() {
        return new @Nullable Object[] {id, size};
    }

    static final class Builder extends JsonModel.Builder<Builder> {
        private @Nullable String id;
        private @Nullable Integer size;

        private Builder() {}

        private Builder read(JsonReader in) {
            while (in.nextProperty()) {
                switch (in.name()) {
                    case "id" -> this.id = in.string();
                    case "size" -> this.size = in.int32();
                    default -> in.keep();
                }
            }
            return end(in);
        }

        Builder id(String id) {
            this.id = id;
            return set("id", id);
        }

        Builder size(Integer size) {
            this.size = size;
            return set("size", size);
        }

        Part build() {
            require("id", id);
            return new Part(this);
        }
    }
}
