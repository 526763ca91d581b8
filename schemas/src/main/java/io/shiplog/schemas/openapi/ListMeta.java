package io.shiplog.schemas.openapi;

import java.util.List;
import java.util.Set;

/**
 * How a field is merged.
 *
 * @param strategies of merge, replace, retainKeys (x-kubernetes-patch-strategy); empty for the type's own way
 * @param mergeKey x-kubernetes-patch-merge-key, empty when there is none (a set of scalars, a map)
 * @param listType x-kubernetes-list-type: atomic, set, map, or empty
 * @param listMapKeys x-kubernetes-list-map-keys
 */
public record ListMeta(Set<String> strategies, String mergeKey, String listType, List<String> listMapKeys) {}
