package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.value.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives every resource name a small number, so that amounts are arrays of long: cpu in millicores, everything else in
 * units (bytes, devices). An array may be shorter than the index is by now: what lies behind its end is 0.
 *
 * <p>The resource {@code pods} is not in it: a pod asks for exactly one, and nodes count it apart.
 */
public final class ResourceIndex {

    public static final int CPU = 0;
    public static final int MEMORY = 1;
    public static final int EPHEMERAL_STORAGE = 2;
    /** From here on: extended resources and huge pages, in the order in which they were first seen. */
    public static final int FIRST_SCALAR = 3;

    /** The resource that counts pods. */
    public static final String PODS = "pods";

    /**
     * No single amount is larger, so that sums over a node's pods and the hundredfold of an amount stay within a long.
     */
    static final long MAX_AMOUNT = 1L << 52;

    private final List<String> names = new ArrayList<>(List.of("cpu", "memory", "ephemeral-storage"));
    private final Map<String, Integer> byName = new HashMap<>();

    /** An index that knows cpu, memory and ephemeral-storage. */
    public ResourceIndex() {
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), i);
        }
    }

    /** Number of a resource; a new one for a new name. */
    public int of(String name) {
        Integer found = byName.get(name);
        if (found != null) {
            return found;
        }
        names.add(name);
        byName.put(name, names.size() - 1);
        return names.size() - 1;
    }

    /** All names in the order of their numbers. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** Name of a number given out by {@link #of}. */
    public String name(int resource) {
        return names.get(resource);
    }

    /** The amounts of a resource list (Kubernetes ResourceList), without pods; malformed quantities count as 0. */
    public long[] amounts(@Nullable JsonNode resourceList) {
        long[] out = new long[FIRST_SCALAR];
        if (resourceList == null || !resourceList.isObject()) {
            return out;
        }
        Iterator<Map.Entry<String, JsonNode>> fields = resourceList.fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equals(PODS)) {
                continue;
            }
            int resource = of(field.getKey());
            out = with(out, resource, amount(field.getKey(), field.getValue()));
        }
        return out;
    }

    /** The amounts with one of them set; longer where it needs to be. */
    static long[] with(long[] amounts, int resource, long amount) {
        long[] out = resource < amounts.length ? amounts : Arrays.copyOf(amounts, resource + 1);
        out[resource] = amount;
        return out;
    }

    /** One amount: millicores for cpu, units for everything else; 0 when malformed. */
    static long amount(String name, @Nullable JsonNode quantity) {
        if (quantity == null || quantity.isNull()) {
            return 0;
        }
        try {
            Quantity parsed = Quantity.parse(quantity.asText());
            return Math.min(MAX_AMOUNT, name.equals("cpu") ? parsed.milli() : parsed.units());
        } catch (IllegalArgumentException malformed) {
            return 0;
        }
    }

    /** The amount of one resource; 0 behind the end of the array. */
    public static long at(long[] amounts, int resource) {
        return resource < amounts.length ? amounts[resource] : 0;
    }

    static long[] plus(long[] a, long[] b) {
        long[] out = Arrays.copyOf(a, Math.max(a.length, b.length));
        for (int i = 0; i < b.length; i++) {
            out[i] = Math.min(MAX_AMOUNT, out[i] + b[i]);
        }
        return out;
    }

    static long[] max(long[] a, long[] b) {
        long[] out = Arrays.copyOf(a, Math.max(a.length, b.length));
        for (int i = 0; i < b.length; i++) {
            out[i] = Math.max(out[i], b[i]);
        }
        return out;
    }
}
