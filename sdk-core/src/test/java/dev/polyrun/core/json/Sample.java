package dev.polyrun.core.json;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model as the generator writes it, with a property of every kind. */
final class Sample extends JsonModel {
    private static final String[] PROPERTY_NAMES = {
        "name", "done", "count", "total", "price", "created_at", "color", "part",
        "tags", "parts", "limits", "prices", "stamps", "values", "input", "anything",
        "target",
    };

    private final @Nullable String name;
    private final @Nullable Boolean done;
    private final @Nullable Integer count;
    private final @Nullable Long total;
    private final @Nullable BigDecimal price;
    private final @Nullable String createdAt;
    private final @Nullable Color color;
    private final @Nullable Part part;
    private final @Nullable List<String> tags;
    private final @Nullable List<Part> parts;
    private final @Nullable Map<String, Integer> limits;
    private final @Nullable List<BigDecimal> prices;
    private final @Nullable List<OffsetDateTime> stamps;
    private final @Nullable List<Object> values;
    private final @Nullable RawJson input;
    private final @Nullable RawJson anything;
    private final @Nullable Target target;

    private Sample(Builder builder) {
        super(builder);
        this.name = builder.name;
        this.done = builder.done;
        this.count = builder.count;
        this.total = builder.total;
        this.price = builder.price;
        this.createdAt = builder.createdAt;
        this.color = builder.color;
        this.part = builder.part;
        this.tags = builder.tags;
        this.parts = builder.parts;
        this.limits = builder.limits;
        this.prices = builder.prices;
        this.stamps = builder.stamps;
        this.values = builder.values;
        this.input = builder.input;
        this.anything = builder.anything;
        this.target = builder.target;
    }

    static Builder builder() {
        return new Builder();
    }

    Builder toBuilder() {
        return new Builder(this);
    }

    @Nullable String name() {
        return name;
    }

    @Nullable Boolean done() {
        return done;
    }

    @Nullable Integer count() {
        return count;
    }

    @Nullable Long total() {
        return total;
    }

    @Nullable BigDecimal price() {
        return price;
    }

    @Nullable OffsetDateTime createdAt() {
        return WireDates.parse(createdAt);
    }

    @Nullable Color color() {
        return color;
    }

    @Nullable Part part() {
        return part;
    }

    @Nullable List<String> tags() {
        return tags;
    }

    @Nullable List<Part> parts() {
        return parts;
    }

    @Nullable Map<String, Integer> limits() {
        return limits;
    }

    @Nullable List<BigDecimal> prices() {
        return prices;
    }

    @Nullable List<OffsetDateTime> stamps() {
        return stamps;
    }

    @Nullable List<Object> values() {
        return values;
    }

    @Nullable Map<String, Object> input() {
        return RawJson.view(input, JsonReader::anyMap);
    }

    @Nullable Object anything() {
        return RawJson.view(anything, JsonReader::any);
    }

    @Nullable Target target() {
        return target;
    }

    static @Nullable Sample read(JsonReader in) {
        return in.beginObject() ? new Sample(new Builder().read(in)) : null;
    }

    static Sample fromJson(String json) {
        return readFrom(json, Sample::read);
    }

    static Sample fromJson(byte[] json) {
        return readFrom(json, Sample::read);
    }

    static Sample fromMap(Map<String, Object> json) {
        return readFrom(json, Sample::read);
    }

    @Override
    protected String[] propertyNames() {
        return PROPERTY_NAMES;
    }

    @Override
    protected @Nullable Object[] propertyValues() {
        return new @Nullable Object[] {
            name, done, count, total, price, createdAt, color, part,
            tags, parts, limits, prices, stamps, values, input, anything,
            target,
        };
    }

    static final class Builder extends JsonModel.Builder<Builder> {
        private @Nullable String name;
        private @Nullable Boolean done;
        private @Nullable Integer count;
        private @Nullable Long total;
        private @Nullable BigDecimal price;
        private @Nullable String createdAt;
        private @Nullable Color color;
        private @Nullable Part part;
        private @Nullable List<String> tags;
        private @Nullable List<Part> parts;
        private @Nullable Map<String, Integer> limits;
        private @Nullable List<BigDecimal> prices;
        private @Nullable List<OffsetDateTime> stamps;
        private @Nullable List<Object> values;
        private @Nullable RawJson input;
        private @Nullable RawJson anything;
        private @Nullable Target target;

        private Builder() {}

        private Builder(Sample model) {
            super(model);
            this.name = model.name;
            this.done = model.done;
            this.count = model.count;
            this.total = model.total;
            this.price = model.price;
            this.createdAt = model.createdAt;
            this.color = model.color;
            this.part = model.part;
            this.tags = model.tags;
            this.parts = model.parts;
            this.limits = model.limits;
            this.prices = model.prices;
            this.stamps = model.stamps;
            this.values = model.values;
            this.input = model.input;
            this.anything = model.anything;
            this.target = model.target;
        }

        private Builder read(JsonReader in) {
            while (in.nextProperty()) {
                switch (in.name()) {
                    case "name" -> this.name = in.string();
                    case "done" -> this.done = in.bool();
                    case "count" -> this.count = in.int32();
                    case "total" -> this.total = in.int64();
                    case "price" -> this.price = in.decimal();
                    case "created_at" -> this.createdAt = in.string();
                    case "color" -> this.color = in.enumeration(Color::of);
                    case "part" -> this.part = Part.read(in);
                    case "tags" -> this.tags = in.list(JsonReader::string);
                    case "parts" -> this.parts = in.list(Part::read);
                    case "limits" -> this.limits = in.map(JsonReader::int32);
                    case "prices" -> this.prices = in.list(JsonReader::decimal);
                    case "stamps" -> this.stamps = in.list(JsonReader::dateTime);
                    case "values" -> this.values = in.list(JsonReader::any);
                    case "input" -> this.input = in.rawObject();
                    case "anything" -> this.anything = in.raw();
                    case "target" -> this.target = Target.read(in);
                    default -> in.keep();
                }
            }
            return end(in);
        }

        Builder name(String name) {
            this.name = name;
            return set("name", name);
        }

        Builder done(Boolean done) {
            this.done = done;
            return set("done", done);
        }

        Builder count(Integer count) {
            this.count = count;
            return set("count", count);
        }

        Builder total(Long total) {
            this.total = total;
            return set("total", total);
        }

        Builder price(BigDecimal price) {
            this.price = price;
            return set("price", price);
        }

        Builder createdAt(@Nullable OffsetDateTime createdAt) {
            this.createdAt = WireDates.format(createdAt);
            return setNullable("created_at", createdAt);
        }

        Builder color(Color color) {
            this.color = color;
            return set("color", color);
        }

        Builder part(@Nullable Part part) {
            this.part = part;
            return setNullable("part", part);
        }

        Builder tags(List<String> tags) {
            this.tags = copy(tags);
            return set("tags", tags);
        }

        Builder parts(List<Part> parts) {
            this.parts = copy(parts);
            return set("parts", parts);
        }

        Builder limits(Map<String, Integer> limits) {
            this.limits = copy(limits);
            return set("limits", limits);
        }

        Builder prices(List<BigDecimal> prices) {
            this.prices = copy(prices);
            return set("prices", prices);
        }

        Builder stamps(List<OffsetDateTime> stamps) {
            this.stamps = copy(stamps);
            return set("stamps", stamps);
        }

        Builder values(List<Object> values) {
            this.values = copy(values);
            return set("values", values);
        }

        Builder input(@Nullable Map<String, Object> input) {
            this.input = RawJson.ofNullable(input);
            return setNullable("input", input);
        }

        Builder anything(Object anything) {
            this.anything = RawJson.ofNullable(anything);
            return set("anything", anything);
        }

        Builder target(Target target) {
            this.target = target;
            return set("target", target);
        }

        Sample build() {
            require("name", name);
            return new Sample(this);
        }
    }
}
