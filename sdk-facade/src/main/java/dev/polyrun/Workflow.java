package dev.polyrun;

import dev.polyrun.core.json.JsonModel;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Something that a vendor runs: what it is called, whether a run of it can be started, and what the run takes. Immutable and thread-safe. */
public final class Workflow {
    private final WorkflowRef ref;
    private final String name;
    private final @Nullable String description;
    private final boolean canStart;
    private final @Nullable List<WorkflowInput> inputs;
    private final List<JsonModel> documents;

    private Workflow(Builder builder) {
        this.ref = builder.ref;
        this.name = builder.name;
        this.description = builder.description;
        this.canStart = builder.canStart;
        this.inputs = builder.inputs;
        this.documents = builder.documents;
    }

    /** A builder, as adapters use it, and as tests of code that is given workflows may. */
    public static Builder builder(WorkflowRef ref) {
        return new Builder(Objects.requireNonNull(ref, "ref"));
    }

    /** What {@link Polyrun#start} takes. */
    public WorkflowRef ref() {
        return ref;
    }

    /** Its name for people; its id when the vendor has none. */
    public String name() {
        return name;
    }

    /** What its author wrote about it; null for nothing. */
    public @Nullable String description() {
        return description;
    }

    /**
     * Whether a run of it can be started now, as far as the vendor tells. Retab: it is published. Activepieces: it is enabled, published, and
     * begins with a webhook. Noxus: it is an ordinary workflow that was not deleted. Gumloop and Onepin start whatever is there.
     */
    public boolean canStart() {
        return canStart;
    }

    /** The inputs that a start may name; empty when there are none, and also when the vendor does not say: see {@link #publishesInputs()}. */
    public List<WorkflowInput> inputs() {
        return inputs == null ? List.of() : inputs;
    }

    /**
     * Whether {@link #inputs()} are all that there are. False for Activepieces, whose webhooks take any body, and when the vendor refused to say.
     */
    public boolean publishesInputs() {
        return inputs != null;
    }

    /**
     * The vendor's own document of the workflow.
     *
     * @param type the model of the vendor's client, such as {@code dev.polyrun.gumloop.model.SavedFlow}
     * @throws IllegalArgumentException when there is no document of that type; the message names those that there are
     */
    public <T extends JsonModel> T raw(Class<T> type) {
        return raw(documents, type, ref);
    }

    static <T extends JsonModel> T raw(List<JsonModel> documents, Class<T> type, Object of) {
        for (JsonModel document : documents) {
            if (type.isInstance(document)) {
                return type.cast(document);
            }
        }
        String had = documents.stream().map(document -> document.getClass().getName()).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(of + " has no " + type.getName() + "; it has " + (had.isEmpty() ? "none" : had));
    }

    /** A builder that begins with all of this. */
    public Builder toBuilder() {
        Builder builder = new Builder(ref).name(name).description(description).canStart(canStart);
        builder.inputs = inputs;
        builder.documents = documents;
        return builder;
    }

    /** The reference, the name, and the names of the inputs. */
    @Override
    public String toString() {
        return ref + " \"" + name + "\"" + (inputs == null ? "" : " " + inputs.stream().map(WorkflowInput::name).toList());
    }

    /** Collects what a workflow is. Not thread-safe. */
    public static final class Builder {
        private final WorkflowRef ref;
        private String name;
        private @Nullable String description;
        private boolean canStart = true;
        private @Nullable List<WorkflowInput> inputs;
        private List<JsonModel> documents = List.of();

        private Builder(WorkflowRef ref) {
            this.ref = ref;
            this.name = ref.workflowId();
        }

        /** Its name for people; null or blank for its id. */
        public Builder name(@Nullable String name) {
            this.name = name == null || name.isBlank() ? ref.workflowId() : name;
            return this;
        }

        /** What its author wrote about it; null or blank for nothing. */
        public Builder description(@Nullable String description) {
            this.description = description == null || description.isBlank() ? null : description;
            return this;
        }

        /** Whether a run of it can be started now; true unless said otherwise. */
        public Builder canStart(boolean canStart) {
            this.canStart = canStart;
            return this;
        }

        /** All the inputs that there are. */
        public Builder inputs(List<WorkflowInput> inputs) {
            this.inputs = List.copyOf(inputs);
            return this;
        }

        /** What {@link Workflow#raw} gives, the most telling first. */
        public Builder documents(JsonModel... documents) {
            this.documents = List.of(documents);
            return this;
        }

        /** The workflow. */
        public Workflow build() {
            return new Workflow(this);
        }
    }
}
