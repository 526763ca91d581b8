package io.shiplog.api.read;

/** A change that a client wants, before it becomes a command. JSON in UTF-8 everywhere. */
public sealed interface Change {

    Target target();

    Ask ask();

    /** POST of a new object. */
    record Create(Target target, Ask ask, byte[] object) implements Change {}

    /** PUT of an object or of one of its subresources. */
    record Replace(Target target, Ask ask, String subresource, byte[] object, Expect expect) implements Change {}

    /** The three kinds of patch that are applied behind the log. */
    enum PatchForm {
        JSON_PATCH,
        JSON_MERGE,
        STRATEGIC_MERGE
    }

    /** PATCH of an object or of one of its subresources. */
    record Patch(Target target, Ask ask, String subresource, PatchForm form, byte[] patch, Expect expect)
            implements Change {}

    /**
     * DELETE, or an eviction.
     *
     * @param propagationPolicy or empty for the kind's own
     * @param gracePeriodSeconds or -1 for the object's own
     */
    record Delete(
            Target target, Ask ask, String propagationPolicy, long gracePeriodSeconds, boolean eviction, Expect expect)
            implements Change {}

    /** A manifest of the {@code manifests} topic. */
    record Apply(Target target, Ask ask, byte[] object) implements Change {}
}
