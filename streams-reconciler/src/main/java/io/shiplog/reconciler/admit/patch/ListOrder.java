package io.shiplog.reconciler.admit.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the elements of a merged list come to stand: those the patch names in the order it wants, the others where the
 * live list has them relative to those.
 *
 * <p>Example: wanted [3, 1, 2], live [1, 4, 2] gives [3, 1, 4, 2]: 4 stays between 1 and 2.
 */
final class ListOrder {

    private ListOrder() {}

    /** merged in the order that wanted (keys of the patch) and live (keys before the patch) ask for. */
    static ArrayNode arrange(ArrayNode merged, List<String> wanted, List<String> live, String mergeKey) {
        List<JsonNode> named = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        Set<String> wantedKeys = new HashSet<>(wanted);
        merged.forEach(item -> {
            boolean inPatch = wantedKeys.contains(Directives.keyOf(item, mergeKey));
            (inPatch ? named : others).add(item);
        });
        named.sort(byIndexIn(wanted, mergeKey));
        others.sort(byIndexIn(live, mergeKey));
        return interleave(others, named, live, mergeKey);
    }

    private static Comparator<JsonNode> byIndexIn(List<String> order, String mergeKey) {
        return Comparator.comparingInt(item -> order.indexOf(Directives.keyOf(item, mergeKey)));
    }

    private static ArrayNode interleave(
            List<JsonNode> others, List<JsonNode> named, List<String> live, String mergeKey) {
        ArrayNode out = Json.array();
        int next = 0;
        for (JsonNode item : named) {
            while (next < others.size() && isBefore(others.get(next), item, live, mergeKey)) {
                out.add(others.get(next++));
            }
            out.add(item);
        }
        others.subList(next, others.size()).forEach(out::add);
        return out;
    }

    private static boolean isBefore(JsonNode left, JsonNode right, List<String> live, String mergeKey) {
        int leftIndex = live.indexOf(Directives.keyOf(left, mergeKey));
        int rightIndex = live.indexOf(Directives.keyOf(right, mergeKey));
        return leftIndex >= 0 && rightIndex >= 0 && leftIndex < rightIndex;
    }

    /**
     * The live order as a patch with deletions leaves it: as many new elements as were deleted take the places that
     * became
     * free, at the end. Example: live [1, 4], 1 deleted, 2 and 3 new: [4, 2], so that 4 stays before 2.
     */
    static List<String> afterRemovals(List<String> live, List<String> merged) {
        List<String> out = new ArrayList<>(live);
        out.retainAll(new HashSet<>(merged));
        int freed = live.size() - out.size();
        merged.stream().filter(key -> !live.contains(key)).limit(freed).forEach(out::add);
        return out;
    }

    /** Throws 400 when the items of a patch list do not stand in the order that its $setElementOrder list gives. */
    static void requireOrder(ArrayNode patchList, ArrayNode setOrder, String mergeKey) {
        List<String> order = Directives.keysOf(setOrder, mergeKey);
        int at = 0;
        for (JsonNode item : patchList) {
            if (Directives.patchOf(item).equals("delete")) {
                continue;
            }
            int found = order.subList(at, order.size()).indexOf(Directives.keyOf(item, mergeKey));
            if (found < 0) {
                throw StatusException.badRequest("The order in patch list:\n" + Json.text(patchList)
                        + "\n doesn't match $setElementOrder list:\n" + Json.text(setOrder) + "\n");
            }
            at += found + 1;
        }
    }
}
