package io.shiplog.api.read;

import io.shiplog.schemas.record.SliceGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets records through in their order, but an atomic slice only whole: nothing past the first record of an incomplete
 * one. A slice lies in the log in its own order, so it is open from its first record to its last, whatever kinds of
 * records of it there are in between.
 *
 * <p>Example: A and B are atomic slices of two records. A1 B1 A2 lets nothing through, for B is open behind A1; B2
 * then lets
 * all four through at once.
 */
final class SliceGate {

    private record Slice(String topic, int partition, long offset) {}

    private record Held(Update update, @Nullable Slice slice) {}

    private final List<Held> held = new ArrayList<>();
    private final Set<Slice> open = new HashSet<>();

    /**
     * The next record.
     *
     * @param whole false when compaction may have taken other records of its slice, which is then not waited for
     */
    void add(Update update, @Nullable SliceGroup group, boolean whole) {
        held.add(new Held(update, step(group, whole)));
    }

    /** The next record is of no interest, but it may begin or end a slice. */
    void skip(@Nullable SliceGroup group, boolean whole) {
        var unused = step(group, whole);
    }

    /** Opens or closes the slice of a record; gives the slice when it is one that must not be torn apart. */
    private @Nullable Slice step(@Nullable SliceGroup group, boolean whole) {
        if (group == null || !group.getAtomic()) {
            return null;
        }
        Slice slice = new Slice(group.getTopic(), group.getPartition(), group.getOffset());
        if (group.getIndex() == 0 && whole) {
            open.add(slice);
        }
        boolean last = group.getIndex() == group.getCount() - 1;
        boolean part = last ? open.remove(slice) : open.contains(slice);
        return part ? slice : null;
    }

    /** What may be published now; it is not given again. */
    List<Update> release() {
        int cut = held.size();
        if (!open.isEmpty()) {
            cut = cutBeforeOpen();
        }
        List<Held> free = held.subList(0, cut);
        List<Update> out = new ArrayList<>(free.size());
        free.forEach(h -> out.add(h.update));
        free.clear();
        return out;
    }

    /** Offset of the first record that is held back, or the given one when none is. */
    long firstHeld(long none) {
        return held.isEmpty() ? none : held.get(0).update.offset();
    }

    /** The longest prefix without a record of an open slice and without a part of a slice. */
    private int cutBeforeOpen() {
        int cut = 0;
        while (cut < held.size() && !isOpen(held.get(cut).slice)) {
            cut++;
        }
        for (int i = held.size() - 1; i >= cut; i--) {
            Slice slice = held.get(i).slice;
            if (slice == null) {
                continue;
            }
            for (int k = 0; k < cut; k++) {
                if (slice.equals(held.get(k).slice)) {
                    cut = k;
                    // A shorter prefix may now cut another slice apart: look again from the end.
                    i = held.size();
                }
            }
        }
        return cut;
    }

    private boolean isOpen(@Nullable Slice slice) {
        return slice != null && open.contains(slice);
    }
}
