package io.shiplog.reconciler.state;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait in a task's state for the other members of their atomic group. Kept as records, not as text, so
 * that the codec that writes them to the store encrypts what is in a Secret. Remembers what a slice changed, to be
 * written to the store or taken back.
 */
public final class WaitingMembers {

    private record Key(String group, int index) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = group.compareTo(other.group);
            return order == 0 ? Integer.compare(index, other.index) : order;
        }

        /** The index comes first: a group's id may hold any character. */
        private String encoded() {
            return index + "/" + group;
        }

        private static Key parse(String encoded) {
            int slash = encoded.indexOf('/');
            return new Key(encoded.substring(slash + 1), Integer.parseInt(encoded.substring(0, slash)));
        }
    }

    private final UndoMap<Key, SpecificRecord> members = new UndoMap<>();

    /** Takes in a member that is already in the store, under the name that {@link ClusterState.Changes} gave it. */
    public void load(String name, SpecificRecord command) {
        members.load(Key.parse(name), command);
    }

    /** The members of a group that have come, in order of index. */
    public List<SpecificRecord> of(String group) {
        return List.copyOf(members.view()
                .subMap(new Key(group, Integer.MIN_VALUE), true, new Key(group, Integer.MAX_VALUE), true)
                .values());
    }

    /** One member, or null when it has not come. */
    public @Nullable SpecificRecord get(String group, int index) {
        return members.get(new Key(group, index));
    }

    /** One member by its name in the store, or null. */
    public @Nullable SpecificRecord named(String name) {
        return members.get(Key.parse(name));
    }

    /** Keeps a member. */
    public void put(String group, int index, SpecificRecord command) {
        members.put(new Key(group, index), command);
    }

    /** Forgets the members of a group. */
    public void forget(String group) {
        List<Key> gone = List.copyOf(members.view()
                .subMap(new Key(group, Integer.MIN_VALUE), true, new Key(group, Integer.MAX_VALUE), true)
                .keySet());
        gone.forEach(members::remove);
    }

    /** How many members wait, of all groups. */
    public int size() {
        return members.view().size();
    }

    /** True when none waits. */
    boolean isEmpty() {
        return members.view().isEmpty();
    }

    /** A point to go back to. */
    int mark() {
        return members.mark();
    }

    /** Takes back what was changed since a mark. */
    void rollback(int mark) {
        members.rollback(mark);
    }

    /** What changed since the last call, by name in the store, as it is now (null: removed). */
    Map<String, @Nullable SpecificRecord> drain() {
        Map<String, @Nullable SpecificRecord> changed = new LinkedHashMap<>();
        members.drain().forEach((key, command) -> changed.put(key.encoded(), command));
        return changed;
    }
}
