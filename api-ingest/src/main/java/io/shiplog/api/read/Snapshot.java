package io.shiplog.api.read;

import java.util.List;

/**
 * The objects of a list at one moment.
 *
 * @param objects in order of namespace and name
 * @param version resourceVersion of the list: a watch from here continues without gap or repetition
 */
public record Snapshot(List<Stored> objects, long version) {}
