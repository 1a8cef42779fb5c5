package dev.polyrun;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file of a run, to be fetched with {@link Polyrun#download}. Immutable and thread-safe. */
public final class RunFile {
    private final RunRef ref;
    private final String id;
    private final String name;
    private final @Nullable String mediaType;
    private final @Nullable Long size;
    private final @Nullable WorkflowRef workflow;

    private RunFile(
            RunRef ref, String id, String name, @Nullable String mediaType, @Nullable Long size, @Nullable WorkflowRef workflow) {
        this.ref = ref;
        this.id = id;
        this.name = name;
        this.mediaType = mediaType;
        this.size = size;
        this.workflow = workflow;
    }

    /**
     * A file that is known by its id.
     *
     * @param id Gumloop: the name of the file, as an output has it, which needs {@link #withWorkflow} besides. Retab: the id of the node that it belongs to. Onepin: {@code export} for all that
     *     the run made, {@code node:} and the id of a node for what that one made
     * @throws IllegalArgumentException when the id is blank
     */
    public static RunFile of(RunRef ref, String id) {
        return new RunFile(Objects.requireNonNull(ref, "ref"), RefText.checkNotBlank(id, "id of the file"), id, null, null, null);
    }

    /** The same file with a name; null or blank for its id. */
    public RunFile withName(@Nullable String name) {
        return new RunFile(ref, id, name == null || name.isBlank() ? id : name, mediaType, size, workflow);
    }

    /** The same file with a media type, such as application/pdf; null when it is not known. */
    public RunFile withMediaType(@Nullable String mediaType) {
        return new RunFile(ref, id, name, mediaType, size, workflow);
    }

    /** The same file with its number of bytes; null when it is not known. */
    public RunFile withSize(@Nullable Long size) {
        return new RunFile(ref, id, name, mediaType, size, workflow);
    }

    /** The same file of a run of this workflow, which Gumloop wants to know. */
    public RunFile withWorkflow(WorkflowRef workflow) {
        return new RunFile(ref, id, name, mediaType, size, Objects.requireNonNull(workflow, "workflow"));
    }

    /** The run that it belongs to. */
    public RunRef ref() {
        return ref;
    }

    /** What its vendor knows it by, within the run. */
    public String id() {
        return id;
    }

    /**
     * What it is called, as the vendor says: nothing to make a path of. {@link dev.polyrun.core.Download#saveIn} makes a name that is safe, of what
     * the server says when the file is fetched.
     */
    public String name() {
        return name;
    }

    /** Such as application/pdf; null when the vendor does not say. */
    public @Nullable String mediaType() {
        return mediaType;
    }

    /** How many bytes it has; null when the vendor does not say before it is fetched. */
    public @Nullable Long size() {
        return size;
    }

    /** The workflow that ran; null where the run tells it, or nobody wants to know. */
    public @Nullable WorkflowRef workflow() {
        return workflow;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunFile that
                && ref.equals(that.ref)
                && id.equals(that.id)
                && name.equals(that.name)
                && Objects.equals(mediaType, that.mediaType)
                && Objects.equals(size, that.size)
                && Objects.equals(workflow, that.workflow);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ref, id);
    }

    /** The run and the name. */
    @Override
    public String toString() {
        return ref + " \"" + name + "\"";
    }
}
