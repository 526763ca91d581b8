package io.shiplog.api.read;

import io.shiplog.schemas.record.AtomicGroup;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a change and how it is to be taken.
 *
 * @param actor authenticated user
 * @param dryRun admit and answer, but store nothing
 * @param fieldManager as in the Kubernetes API
 * @param fieldValidation Strict, Warn or Ignore
 * @param source where it came from, for people: a user agent, or topic-partition@offset
 * @param group the atomic group that it is a member of, or null
 */
public record Ask(
        String actor,
        boolean dryRun,
        String fieldManager,
        String fieldValidation,
        String source,
        @Nullable AtomicGroup group) {

    /** A change that stands alone. */
    public Ask(String actor, boolean dryRun, String fieldManager, String fieldValidation, String source) {
        this(actor, dryRun, fieldManager, fieldValidation, source, null);
    }

    /** The same as a member of an atomic group: it is answered when all members of the group have been submitted. */
    public Ask in(AtomicGroup atomicGroup) {
        return new Ask(actor, dryRun, fieldManager, fieldValidation, source, atomicGroup);
    }
}
