package io.shiplog.reconciler.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
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

    private record Undo(Key key, @Nullable SpecificRecord before) {}

    private final NavigableMap<Key, SpecificRecord> members = new TreeMap<>();
    private final List<Undo> undo = new ArrayList<>();

    /** Takes in a member that is already in the store, under the name that {@link ClusterState.Changes} gave it. */
    public void load(String name, SpecificRecord command) {
        members.put(Key.parse(name), command);
    }

    /** The members of a group that have come, in order of index. */
    public List<SpecificRecord> of(String group) {
        return List.copyOf(
                members.subMap(new Key(group, Integer.MIN_VALUE), true, new Key(group, Integer.MAX_VALUE), true)
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
        Key key = new Key(group, index);
        undo.add(new Undo(key, members.put(key, command)));
    }

    /** Forgets the members of a group. */
    public void forget(String group) {
        List<Key> gone = List.copyOf(
                members.subMap(new Key(group, Integer.MIN_VALUE), true, new Key(group, Integer.MAX_VALUE), true)
                        .keySet());
        gone.forEach(key -> undo.add(new Undo(key, members.remove(key))));
    }

    /** How many members wait, of all groups. */
    public int size() {
        return members.size();
    }

    /** A point to go back to. */
    int mark() {
        return undo.size();
    }

    /** Takes back what was changed since a mark. */
    void rollback(int mark) {
        for (int i = undo.size() - 1; i >= mark; i--) {
            Undo step = undo.remove(i);
            if (step.before() == null) {
                members.remove(step.key());
            } else {
                members.put(step.key(), step.before());
            }
        }
    }

    /** What changed since the last call, by name in the store, as it is now (null: removed). */
    Map<String, @Nullable SpecificRecord> drain() {
        Map<String, @Nullable SpecificRecord> changed = new LinkedHashMap<>();
        for (Undo step : undo) {
            changed.put(step.key().encoded(), members.get(step.key()));
        }
        undo.clear();
        return changed;
    }
}
