package io.shiplog.api.read;

import java.util.List;

/**
 * The objects of a list, or of a part of it, at one moment.
 *
 * @param objects in order of namespace and name
 * @param version resourceVersion of the list: a watch from here continues without gap or repetition
 * @param total how many objects the whole list has
 */
public record Snapshot(List<Stored> objects, long version, long total) {

    /** Where an object stands in the order of lists. */
    public static String order(Stored stored) {
        return OrderedObjects.order(stored.object().namespace(), stored.object().name());
    }
}
