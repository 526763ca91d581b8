package io.shiplog.reconciler.engine;

import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.AtomicGroup;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Commands that take effect together or not at all. Members wait in the state until the last one has come, in whatever
 * order; then all are taken in order of index, in one slice, or all are refused. What the controllers make of them in
 * the same slice is published with them: a slice is one transaction, and half of one has no meaning of its own.
 *
 * <p>A row {@code g/id} says how long a group is waited for. It stays until then also when the group was decided
 * earlier, so that a member that comes late or twice does not open the group anew. Members of a dry run are admitted
 * one by one, each against the state as it is.
 */
final class AtomicGroups {

    /** Groups of one partition that may wait at the same time. */
    static final int OPEN_MAX = 64;
    /** A group is not waited for longer than this, whatever the deadlines of its members. */
    static final long WAIT_MAX_MILLIS = 60_000;

    private static final String ROW = "g/";

    private record Group(String id, long deadlineMillis, int count, long bytes, boolean open)
            implements Comparable<Group> {

        private String row() {
            return deadlineMillis + " " + count + " " + bytes + (open ? " open" : " decided");
        }

        private static Group parse(String id, String row) {
            String[] parts = row.split(" ", 4);
            return new Group(
                    id,
                    Long.parseLong(parts[0]),
                    Integer.parseInt(parts[1]),
                    Long.parseLong(parts[2]),
                    parts[3].equals("open"));
        }

        private boolean past(long nowMillis) {
            return nowMillis > deadlineMillis;
        }

        @Override
        public int compareTo(Group other) {
            int order = Long.compare(deadlineMillis, other.deadlineMillis);
            return order == 0 ? id.compareTo(other.id) : order;
        }
    }

    private final ClusterState state;
    private final ObjectCommands objects;
    private final WakeQueue wakes;
    private final Map<String, Group> groups = new HashMap<>();
    private final NavigableSet<Group> byDeadline = new TreeSet<>();
    private int open;

    AtomicGroups(ClusterState state, ObjectCommands objects, WakeQueue wakes) {
        this.state = state;
        this.objects = objects;
        this.wakes = wakes;
    }

    /** Derives what is on the heap from the rows. */
    void reload() {
        groups.clear();
        byDeadline.clear();
        open = 0;
        state.rows().withPrefix(ROW).forEach((row, value) -> index(Group.parse(row.substring(ROW.length()), value)));
    }

    /** When the first deadline will have passed, epoch milliseconds of log time, or Long.MAX_VALUE. */
    long earliest() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadlineMillis() + 1;
    }

    /** Takes a command on an object: at once, or, as a member of a group, when the group is complete. */
    void take(Slice slice, Object command) {
        CommandTarget target = CommandTarget.of(command);
        AtomicGroup member = target.meta().getGroup();
        if (member == null) {
            objects.take(slice, command);
            return;
        }
        Group group = groups.get(member.getId());
        if (group != null && group.past(slice.now().toEpochMilli())) {
            expire(slice, group);
            group = null;
        }
        SpecificRecord before = group == null ? null : state.members().get(member.getId(), member.getIndex());
        if (before != null
                && CommandTarget.of(before)
                        .meta()
                        .getRequestId()
                        .equals(target.meta().getRequestId())) {
            return; // the same request twice: its answer is on the way
        }
        StatusException alone = group == null ? cannotOpen(slice, target, member) : cannotJoin(group, before);
        if (alone != null) {
            slice.refused(target.meta(), target.keyIfKnown(), alone);
            return;
        }
        join(slice, group, member, (SpecificRecord) command);
    }

    /** Why a member must not begin a group, or null. */
    private @Nullable StatusException cannotOpen(Slice slice, CommandTarget target, AtomicGroup member) {
        if (member.getId().isEmpty() || member.getCount() < 1) {
            return StatusException.badRequest("an atomic group has an id and one member at least, not "
                    + member.getCount() + " members with the id \"" + member.getId() + "\"");
        }
        if (member.getCount() > Slice.MAX_RECORDS) {
            return tooLarge(member.getId());
        }
        if (late(slice, target.meta())) {
            return timeout(member.getId());
        }
        return open < OPEN_MAX
                ? null
                : StatusException.of(
                        429,
                        "TooManyRequests",
                        "there are " + open + " atomic groups here that wait for members; try again later");
    }

    /** Why a member must not join a group that is known, or null. The group is none the worse for it. */
    private static @Nullable StatusException cannotJoin(Group group, @Nullable SpecificRecord before) {
        if (!group.open()) {
            return conflict("atomic group \"" + group.id() + "\" was decided before this member of it came");
        }
        return before == null
                ? null
                : conflict("this member of atomic group \"" + group.id() + "\" has come in another request");
    }

    private void join(Slice slice, @Nullable Group before, AtomicGroup member, SpecificRecord command) {
        long latest = slice.now().toEpochMilli() + WAIT_MAX_MILLIS;
        CommandMeta meta = CommandTarget.of(command).meta();
        long deadline = meta.getDeadlineMillis() == 0 ? latest : Math.min(latest, meta.getDeadlineMillis());
        Group group = before == null
                ? new Group(member.getId(), deadline, member.getCount(), CommandTarget.payload(command), true)
                : new Group(
                        before.id(),
                        Math.min(deadline, before.deadlineMillis()),
                        before.count(),
                        before.bytes() + CommandTarget.payload(command),
                        true);
        StatusException spoilt = spoilt(slice, group, member, meta);
        put(group);
        if (spoilt != null) {
            slice.refused(meta, CommandTarget.of(command).keyIfKnown(), spoilt);
            refuse(slice, group, spoilt);
            return;
        }
        state.members().put(group.id(), member.getIndex(), command);
        List<SpecificRecord> members = state.members().of(group.id());
        if (members.size() == group.count()) {
            carryOut(slice, group, members);
        }
    }

    /** Why a group with this member in it cannot be carried out, or null. */
    private @Nullable StatusException spoilt(Slice slice, Group group, AtomicGroup member, CommandMeta meta) {
        if (member.getCount() != group.count()) {
            return StatusException.badRequest("the members of atomic group \"" + group.id() + "\" do not agree: "
                    + group.count() + " members, or " + member.getCount());
        }
        if (member.getIndex() < 0 || member.getIndex() >= group.count()) {
            return StatusException.badRequest("atomic group \"" + group.id() + "\" of " + group.count()
                    + " members has no member " + member.getIndex());
        }
        List<SpecificRecord> others = state.members().of(group.id());
        if (!others.isEmpty() && CommandTarget.of(others.get(0)).meta().getDryRun() != meta.getDryRun()) {
            return StatusException.badRequest(
                    "either all members of atomic group \"" + group.id() + "\" are a dry run or none");
        }
        if (late(slice, meta)) {
            return timeout(group.id());
        }
        return group.bytes() > Slice.MAX_BYTES ? tooLarge(group.id()) : null;
    }

    private static boolean late(Slice slice, CommandMeta meta) {
        return meta.getDeadlineMillis() != 0 && slice.now().toEpochMilli() > meta.getDeadlineMillis();
    }

    private void carryOut(Slice slice, Group group, List<SpecificRecord> members) {
        ClusterState.Mark start = state.mark();
        int written = slice.size();
        for (int i = 0; i < members.size(); i++) {
            try {
                objects.carryOut(slice, members.get(i));
            } catch (StatusException refusal) {
                undo(slice, start, written);
                refuse(slice, group, i, refusal);
                return;
            }
            if (slice.bytes() > Slice.MAX_BYTES || changes(slice, written) > Slice.MAX_RECORDS) {
                undo(slice, start, written);
                refuse(slice, group, tooLarge(group.id()));
                return;
            }
        }
        slice.markAtomic();
        decided(group);
    }

    /** What the members changed, in records; their answers do not count. */
    private static long changes(Slice slice, int from) {
        return slice.outs().subList(from, slice.size()).stream()
                .filter(out -> !out.topic().equals(Topics.REPLIES))
                .count();
    }

    private void undo(Slice slice, ClusterState.Mark start, int written) {
        state.rollback(start);
        wakes.reload();
        slice.truncate(written);
    }

    /** Answers the member that was refused with its own Status and the others with why they were not taken either. */
    private void refuse(Slice slice, Group group, int culprit, StatusException refusal) {
        List<SpecificRecord> members = state.members().of(group.id());
        String why = "member " + culprit + " of its atomic group ("
                + CommandTarget.of(members.get(culprit)).words() + ") was refused, so nothing was changed: "
                + refusal.getMessage();
        for (int i = 0; i < members.size(); i++) {
            CommandTarget target = CommandTarget.of(members.get(i));
            slice.refused(target.meta(), target.keyIfKnown(), i == culprit ? refusal : conflict(target, why));
        }
        decided(group);
    }

    private void refuse(Slice slice, Group group, StatusException refusal) {
        for (SpecificRecord member : state.members().of(group.id())) {
            CommandTarget target = CommandTarget.of(member);
            slice.refused(target.meta(), target.keyIfKnown(), refusal);
        }
        decided(group);
    }

    private static StatusException conflict(CommandTarget target, String why) {
        Kind kind = Kinds.byApiVersion(target.apiVersion(), target.kindName());
        return kind == null ? conflict(why) : StatusException.conflict(kind.group(), kind.plural(), target.name(), why);
    }

    private static StatusException conflict(String why) {
        return StatusException.of(409, "Conflict", why);
    }

    private static StatusException tooLarge(String group) {
        return StatusException.of(
                413,
                "RequestEntityTooLarge",
                "atomic group \"" + group + "\" is too large: it may change " + Slice.MAX_RECORDS + " records and "
                        + Slice.MAX_BYTES + " bytes at most; nothing was changed");
    }

    private static StatusException timeout(String group) {
        return StatusException.of(
                504,
                "Timeout",
                "Timeout: the members of atomic group \"" + group
                        + "\" did not all come before the deadline; nothing was changed");
    }

    /** Refuses the groups whose deadline has passed and forgets them; at most limit, the rest at the next Tick. */
    void expire(Slice slice, int limit) {
        long now = slice.now().toEpochMilli();
        for (int i = 0; i < limit && !slice.full() && !byDeadline.isEmpty(); i++) {
            Group first = byDeadline.first();
            if (!first.past(now)) {
                return;
            }
            expire(slice, first);
        }
    }

    private void expire(Slice slice, Group group) {
        refuse(slice, group, timeout(group.id()));
        drop(group.id());
        state.rows().remove(ROW + group.id());
    }

    // ---- rows and what is derived from them

    private void decided(Group group) {
        state.members().forget(group.id());
        put(new Group(group.id(), group.deadlineMillis(), group.count(), 0, false));
    }

    private void put(Group group) {
        drop(group.id());
        index(group);
        state.rows().put(ROW + group.id(), group.row());
    }

    private void index(Group group) {
        groups.put(group.id(), group);
        byDeadline.add(group);
        open += group.open() ? 1 : 0;
    }

    private void drop(String id) {
        Group gone = groups.remove(id);
        if (gone != null) {
            byDeadline.remove(gone);
            open -= gone.open() ? 1 : 0;
        }
    }
}
