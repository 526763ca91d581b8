package io.shiplog.api.read;

/**
 * Who asks for a change and how it is to be taken.
 *
 * @param actor authenticated user
 * @param dryRun admit and answer, but store nothing
 * @param fieldManager as in the Kubernetes API
 * @param fieldValidation Strict, Warn or Ignore
 * @param source where it came from, for people: a user agent, or topic-partition@offset
 */
public record Ask(String actor, boolean dryRun, String fieldManager, String fieldValidation, String source) {}
