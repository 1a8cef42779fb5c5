package dev.polyrun;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An input of a workflow, as its vendor publishes it. Immutable and thread-safe. */
public final class WorkflowInput {
    /** What an input takes, as far as the vendor tells. */
    public enum Kind {
        /** A text. Gumloop calls all that is no file so, and takes numbers and the like as well. */
        TEXT,
        /** A number. */
        NUMBER,
        /** True or false. */
        BOOLEAN,
        /** An object or a list. */
        JSON,
        /** A file. */
        FILE,
        /** Anything, or something that this version does not know. */
        ANY;

        /** Whether it is certain that a file cannot be given for it. */
        boolean excludesFiles() {
            return this != FILE && this != ANY;
        }
    }

    private final String name;
    private final Kind kind;
    private final @Nullable String id;
    private final @Nullable String label;
    private final @Nullable String description;
    private final boolean required;

    private WorkflowInput(
            String name, Kind kind, @Nullable String id, @Nullable String label, @Nullable String description, boolean required) {
        this.name = name;
        this.kind = kind;
        this.id = id;
        this.label = label;
        this.description = description;
        this.required = required;
    }

    /** An input that is not required, as far as is known. */
    public static WorkflowInput of(String name, Kind kind) {
        return new WorkflowInput(Objects.requireNonNull(name, "name"), Objects.requireNonNull(kind, "kind"), null, null, null, false);
    }

    /** The same input, which can be named by this id of the vendor's as well. */
    public WorkflowInput withId(@Nullable String id) {
        return new WorkflowInput(name, kind, id, label, description, required);
    }

    /** The same input with a name for people; null, blank or equal to the name for none. */
    public WorkflowInput withLabel(@Nullable String label) {
        String differing = label == null || label.isBlank() || label.equals(name) ? null : label;
        return new WorkflowInput(name, kind, id, differing, description, required);
    }

    /** The same input with what its author wrote about it; null or blank for nothing. */
    public WorkflowInput withDescription(@Nullable String description) {
        return new WorkflowInput(name, kind, id, label, description == null || description.isBlank() ? null : description, required);
    }

    /** The same input, which must be given or must not. */
    public WorkflowInput withRequired(boolean required) {
        return new WorkflowInput(name, kind, id, label, description, required);
    }

    /** What {@link StartRequest} names it by. */
    public String name() {
        return name;
    }

    /** What it takes. */
    public Kind kind() {
        return kind;
    }

    /** The vendor's id, if that names it as well, as Noxus' ids of nodes do; null otherwise. */
    public @Nullable String id() {
        return id;
    }

    /** Its name for people, where that is another than {@link #name()}, as with Retab; null otherwise. */
    public @Nullable String label() {
        return label;
    }

    /** What its author wrote about it; null for nothing. */
    public @Nullable String description() {
        return description;
    }

    /** Whether the vendor says that it must be given. None of those that come with Polyrun says it of any. */
    public boolean required() {
        return required;
    }

    /** Whether a start that gives this name means this input. Behind an id, Noxus also takes the name of one of the node's connectors. */
    boolean isNamed(String given) {
        return given.equals(name) || id != null && (given.equals(id) || given.startsWith(id + "::"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WorkflowInput that
                && name.equals(that.name)
                && kind == that.kind
                && Objects.equals(id, that.id)
                && Objects.equals(label, that.label)
                && Objects.equals(description, that.description)
                && required == that.required;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, kind);
    }

    /** Its name and what it takes. */
    @Override
    public String toString() {
        return name + " (" + kind + (required ? ", required)" : ")");
    }
}
