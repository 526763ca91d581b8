package io.shiplog.reconciler.engine;

import io.shiplog.reconciler.admit.Admission;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.engine.WakeQueue.Wake;
import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.ClusterFacts;
import io.shiplog.schemas.record.Continue;
import io.shiplog.schemas.record.FactKind;
import io.shiplog.schemas.record.InputRun;
import io.shiplog.schemas.record.NodeNews;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.SliceGroup;
import io.shiplog.schemas.record.Tick;
import io.shiplog.schemas.topic.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one namespace partition: record in, admit, apply, controllers, effects, until all is quiet or
 * the
 * slice is full; everything that follows comes back as one {@link SliceResult} to be committed in one transaction.
 * Pure in
 * the sense that matters: the same inputs in the same order give the same results; it knows no Kafka, clock or thread.
 */
public final class ReconcileEngine {

    /** A look that throws is taken again after 1 s, 2 s, 4 s … up to this. */
    private static final long PARK_SECONDS_MAX = 300;

    private static final int TIMERS_PER_TICK = 10_000;
    private static final String CONTINUE_PENDING = "continue";

    private final String clusterId;
    private final ClusterState state;
    private final List<Controller> controllers;
    private final Map<String, Controller> byName = new HashMap<>();
    private final WakeQueue wakes;
    private final Map<Class<?>, Handler> handlers = new HashMap<>();
    private final EffectCarrier effects;
    private final AtomicGroups groups;

    /** Takes in one kind of record. */
    interface Handler {
        void handle(Slice slice, Object record);
    }

    /**
     * An engine over a state that has been loaded from its store.
     *
     * @param clusterId part of every uid
     * @param controllers in the order in which they hear of changes
     */
    public ReconcileEngine(String clusterId, ClusterState state, List<Controller> controllers, Admission admission) {
        this.clusterId = clusterId;
        this.state = state;
        this.controllers = List.copyOf(controllers);
        controllers.forEach(c -> byName.put(c.name(), c));
        this.wakes = new WakeQueue(state.rows());
        wakes.reload();
        ObjectCommands objects = new ObjectCommands(admission);
        this.effects = new EffectCarrier(admission, wakes);
        this.groups = new AtomicGroups(state, objects, wakes);
        groups.reload();
        ObjectCommands.TAKES.forEach(type -> handlers.put(type, groups::take));
        new SchedulerInputs().register(handlers);
        new NodeInputs().register(handlers);
        new PodStatusInputs().register(handlers);
        new OwnerInputs().register(handlers);
        handlers.put(NodeNews.class, (slice, record) -> news(slice, (NodeNews) record));
        handlers.put(ClusterFact.class, (slice, record) -> fact(slice, (ClusterFact) record));
        handlers.put(
                ClusterFacts.class,
                (slice, record) -> ((ClusterFacts) record).getFacts().forEach(fact -> fact(slice, fact)));
        handlers.put(Tick.class, (slice, record) -> {
            wakes.wakeDue(slice.now().toEpochMilli(), TIMERS_PER_TICK);
            groups.expire(slice, TIMERS_PER_TICK);
        });
        handlers.put(Continue.class, (slice, record) -> state.rows().remove(CONTINUE_PENDING));
    }

    /** When a {@link Tick} is wanted, epoch milliseconds of log time; Long.MAX_VALUE when never. */
    public long earliestTimer() {
        boolean nobodyGoesOn = open() && state.rows().get(CONTINUE_PENDING) == null;
        return nobodyGoesOn ? nowMillis() : Math.min(wakes.earliest(), groups.earliest());
    }

    /** Log time of the last input, epoch milliseconds. */
    public long nowMillis() {
        return state.rows().number("now", 0);
    }

    /** The state it works on, to be read. */
    public ClusterState state() {
        return state;
    }

    /**
     * Wakes every controller for every object: after the state was rebuilt from the resources topic, timers included.
     * They look at the next input, a Tick that is due at once.
     */
    public void wakeAll() {
        for (KubeObject object : state.all()) {
            wake(null, object);
            object.compact(); // whoever looked into it did so for this alone, and there may be a million
        }
        Configurations.allChanged(state);
        wakes.persist();
    }

    /** Is something left that the last slice had no room for? */
    private boolean open() {
        return !wakes.isEmpty() || Configurations.pending(state);
    }

    /** Processes one input. Never throws for what is in the input: that is refused, or staged away with its reason. */
    public SliceResult process(Input input) {
        String offsetRow = offsetRow(input.topic());
        if (input.offset() <= state.rows().number(offsetRow, -1)) {
            return new SliceResult(List.of(), state.drain());
        }
        Instant now = Instant.ofEpochMilli(Math.max(nowMillis(), time(input)));
        Slice slice = new Slice(clusterId, state, input, now, this::wake);
        ClusterState.Mark start = state.mark();
        try {
            take(slice, input.record());
            look(slice);
        } catch (RuntimeException e) {
            state.rollback(start);
            wakes.reload();
            groups.reload();
            slice.truncate(0);
            slice.out(quarantine(input, "the changes of this input could not be made: " + e, e));
        }
        state.rows().put("now", now.toEpochMilli());
        state.rows().put(offsetRow, input.offset());
        inputOrder(slice, input);
        wakes.persist();
        if (open() && state.rows().get(CONTINUE_PENDING) == null) {
            state.rows().put(CONTINUE_PENDING, 1);
            slice.out(new Out(Topics.COMMANDS, state.partition(), "", new Continue(state.partition())));
        }
        group(slice);
        return new SliceResult(Facts.together(slice.outs()), state.drain());
    }

    /**
     * The broker's append time; of a Tick, if later, what it was set for. The alarm measures by itself how much time
     * has
     * passed, so timers are due on time although the broker's clock was set back meanwhile.
     */
    private static long time(Input input) {
        return input.record() instanceof Tick tick
                ? Math.max(input.timestampMillis(), tick.getDueMillis())
                : input.timestampMillis();
    }

    private void take(Slice slice, Object record) {
        Handler handler = handlers.get(record.getClass());
        if (handler == null) {
            throw new IllegalStateException(
                    "no handler for " + record.getClass().getSimpleName());
        }
        handler.handle(slice, record);
    }

    /** Each by itself: a node of which nothing can be made does not take the others with it. */
    private void news(Slice slice, NodeNews news) {
        for (Object one : news.getNews()) {
            ClusterState.Mark mark = state.mark();
            int written = slice.size();
            try {
                take(slice, one);
            } catch (RuntimeException e) {
                state.rollback(mark);
                wakes.reloadKeeping();
                slice.truncate(written);
                slice.out(quarantine(slice.input(), "what is said of this node could not be taken in: " + e, e));
            }
        }
    }

    private void fact(Slice slice, ClusterFact fact) {
        KubeObject before = fact.getFactKind() == FactKind.NODE ? state.node(fact.getName()) : null;
        if (!state.putFact(fact)) {
            return;
        }
        if (fact.getFactKind() == FactKind.SCHEDULER) {
            SchedulerInputs.echo(slice, fact);
        }
        for (Controller controller : controllers) {
            controller.wakeOnFact(fact, before, state, key -> wakes.add(new Wake(controller.name(), key)));
        }
    }

    private void wake(@Nullable KubeObject before, @Nullable KubeObject after) {
        for (Controller controller : controllers) {
            controller.wake(before, after, state, key -> wakes.add(new Wake(controller.name(), key)));
        }
    }

    /** Controllers look, one key at a time, until all is quiet or the slice is full. */
    private void look(Slice slice) {
        while (!slice.full()) {
            if (Configurations.spread(slice)) {
                continue;
            }
            Wake next = wakes.poll();
            if (next == null) {
                return;
            }
            Controller controller = byName.get(next.controller());
            if (controller != null) {
                look(slice, controller, next);
            }
        }
    }

    private void look(Slice slice, Controller controller, Wake wake) {
        ClusterState.Mark mark = state.mark();
        int written = slice.size();
        try {
            wakes.clearTimer(wake);
            List<Effect> wanted = controller.reconcile(wake.key(), state, slice.now());
            if (wanted.size() > Controller.MAX_EFFECTS * 2) {
                throw new IllegalStateException(controller.name() + " returned " + wanted.size() + " effects for "
                        + wake.key() + "; the bound is " + Controller.MAX_EFFECTS);
            }
            effects.carryOut(slice, controller, wake, wanted);
            state.rows().remove(parkRow(wake));
        } catch (StatusException refused) {
            park(slice, wake, mark, written, refused);
        } catch (RuntimeException broken) {
            park(slice, wake, mark, written, broken);
        }
    }

    /** A look that throws is undone and taken again later; everything else goes on. */
    private void park(Slice slice, Wake wake, ClusterState.Mark mark, int written, RuntimeException why) {
        state.rollback(mark);
        wakes.reloadKeeping();
        slice.truncate(written);
        long attempts = state.rows().number(parkRow(wake), 0) + 1;
        state.rows().put(parkRow(wake), attempts);
        long seconds = Math.min(PARK_SECONDS_MAX, 1L << Math.min(attempts - 1, 20));
        wakes.setTimer(wake, slice.now().toEpochMilli() + seconds * 1000);
        if (attempts == 1) {
            String reason = wake.controller() + " failed for " + wake.key() + " and is parked for it, next try in "
                    + seconds + " s: " + why;
            slice.out(quarantine(slice.input(), reason, why));
        }
    }

    private static String parkRow(Wake wake) {
        return "p/" + wake.controller() + "/" + wake.key().encoded();
    }

    /** Each row that an input writes is a record on the changelog; the end of a run needs none of its own. */
    private static String offsetRow(String topic) {
        return "offset/" + topic;
    }

    /** The order in which inputs of several topics were taken is recorded run by run, when another topic takes over. */
    private void inputOrder(Slice slice, Input input) {
        String topic = state.rows().get("run/topic");
        if (topic == null || !topic.equals(input.topic())) {
            if (topic != null) {
                InputRun run = new InputRun(
                        topic, state.rows().number("run/from", 0), state.rows().number(offsetRow(topic), 0));
                slice.out(new Out(Topics.INPUT_ORDER, state.partition(), "", run));
            }
            state.rows().put("run/topic", input.topic());
            state.rows().put("run/from", input.offset());
        }
    }

    /** Numbers the records of the slice, so that a reader can tell what was changed together. */
    private static void group(Slice slice) {
        boolean atomic = slice.atomic();
        Input input = slice.input();
        int count = (int) slice.outs().stream()
                .filter(o -> o.value() instanceof ResourceEnvelope && o.topic().equals(Topics.RESOURCES))
                .count();
        int index = 0;
        for (Out out : slice.outs()) {
            if (out.topic().equals(Topics.RESOURCES) && out.value() instanceof ResourceEnvelope envelope) {
                envelope.setSlice(
                        new SliceGroup(input.topic(), input.partition(), input.offset(), index++, count, atomic));
            }
        }
    }

    static Out quarantine(Input input, String reason, Throwable why) {
        StringWriter trace = new StringWriter();
        why.printStackTrace(new PrintWriter(trace));
        QuarantinedRecord record = new QuarantinedRecord(
                input.topic(),
                input.partition(),
                input.offset(),
                ByteBuffer.allocate(0),
                ByteBuffer.allocate(0),
                reason,
                trace.toString());
        return new Out(Topics.QUARANTINE, 0, input.coordinates(), record);
    }

    /** Key under which a controller's look at an object is named in causes. */
    static String cause(ObjectKey key) {
        return key.encoded();
    }
}
