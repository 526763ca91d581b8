package io.shiplog.reconciler.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.controller.common.HearsRefusals;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.object.Uids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A tiny cluster for tests of controllers: carries their effects out at once, wakes them, keeps the time. No admission:
 * what a controller creates is stored as it is, with uid, name, generation and times filled in. A deleted pod that is
 * bound to a node only gets a deletionTimestamp (the test decides when it is gone); other objects go at once.
 */
public final class FakeWorld implements Effect.Visitor<Void> {

    /** Looks after which a world that does not come to rest is a failed test. */
    private static final int MAX_LOOKS = 20_000;

    /** An event as recorded. */
    public record RecordedEvent(ObjectKey about, String type, String reason, String message) {}

    public final FakeClusterView view = new FakeClusterView();
    public final List<RecordedEvent> events = new ArrayList<>();
    public final List<Effect> carriedOut = new ArrayList<>();
    public Instant now = Instant.parse("2026-11-21T10:00:00Z");

    private record Wake(int controller, ObjectKey key) {}

    private final List<Controller> controllers;
    private final Set<Wake> queue = new LinkedHashSet<>();
    private final Map<String, Instant> timers = new TreeMap<>();
    private final Map<String, Wake> timerKeys = new TreeMap<>();
    private Wake current = new Wake(0, new ObjectKey("", "", "", ""));
    private long born;
    private int createsLeft = Integer.MAX_VALUE;
    private String refusal = "";

    /** A world with these controllers, in the order in which they are woken. */
    public FakeWorld(Controller... controllers) {
        this.controllers = List.of(controllers);
    }

    /** Stores a new or changed object as a user would (JSON with single quotes), without running controllers. */
    public KubeObject apply(String json) {
        return apply(Json.parse(json.replace('\'', '"')));
    }

    /** As {@link #apply(String)} for a tree. */
    public KubeObject apply(ObjectNode tree) {
        Kind kind = Kinds.byApiVersion(Json.textAt(tree, "apiVersion"), Json.textAt(tree, "kind"));
        if (kind == null) {
            throw new IllegalArgumentException("no such kind: " + tree);
        }
        ObjectNode metadata = Json.ensure(tree, "metadata");
        if (kind.namespaced() && !metadata.has("namespace")) {
            metadata.put("namespace", "default");
        }
        KubeObject before = view.get(kind.key(Json.textAt(metadata, "namespace"), Json.textAt(metadata, "name")));
        if (before == null) {
            return create(kind, tree);
        }
        return store(before, tree);
    }

    /** Changes a stored object; the function gets a copy. */
    public KubeObject change(ObjectKey key, UnaryOperator<ObjectNode> edit) {
        KubeObject before = get(key);
        return store(before, edit.apply(before.copy()));
    }

    /** The stored object; fails when there is none. */
    public KubeObject get(ObjectKey key) {
        KubeObject found = view.get(key);
        if (found == null) {
            throw new AssertionError("not there: " + key);
        }
        return found;
    }

    /** Removes an object for good and wakes controllers. */
    public void remove(ObjectKey key) {
        KubeObject before = view.remove(key);
        if (before != null) {
            wake(before, null);
        }
    }

    /** After this many further creations controllers' Creates are refused with this message, as by a full quota. */
    public void refuseCreatesAfter(int count, String message) {
        createsLeft = count;
        refusal = message;
    }

    /** Runs controllers until nobody has anything to do. Gives back the number of looks that changed something. */
    public int settle() {
        int changes = 0;
        for (int looks = 0; !queue.isEmpty(); looks++) {
            if (looks > MAX_LOOKS) {
                throw new AssertionError("no rest after " + looks + " looks; last effects: "
                        + carriedOut.subList(Math.max(0, carriedOut.size() - 5), carriedOut.size()));
            }
            Wake next = queue.iterator().next();
            queue.remove(next);
            changes += look(next);
        }
        return changes;
    }

    private int look(Wake next) {
        current = next;
        List<Effect> effects = controllers.get(next.controller).reconcile(next.key, view, now);
        if (effects.size() > Controller.MAX_EFFECTS) {
            throw new AssertionError("too many effects: " + effects.size());
        }
        int before = carriedOut.size();
        carryOut(controllers.get(next.controller), next.key, effects);
        return carriedOut.size() > before ? 1 : 0;
    }

    /** As the engine does: the first refused creation is answered by the controller, the look's others are left out. */
    private void carryOut(Controller controller, ObjectKey key, List<Effect> effects) {
        boolean refused = false;
        for (Effect effect : effects) {
            boolean create = effect instanceof Effect.Create;
            if (create && !refused && createsLeft <= 0 && controller instanceof HearsRefusals hearing) {
                hearing.refused(key, (Effect.Create) effect, refusal, view, now).forEach(answer -> answer.accept(this));
                refused = true;
            }
            if (!create || !refused) {
                effect.accept(this);
            }
        }
    }

    /** Wakes every controller for every object, as after a restart. */
    public void wakeAll() {
        view.all().forEach(object -> wake(object, object));
    }

    /** Lets time pass; timers that fall due wake their controllers at their own time. */
    public void pass(Duration duration) {
        Instant end = now.plus(duration);
        while (true) {
            var due = timers.entrySet().stream()
                    .filter(e -> !e.getValue().isAfter(end))
                    .min(Map.Entry.comparingByValue());
            if (due.isEmpty()) {
                break;
            }
            Map.Entry<String, Instant> timer = due.get();
            now = timer.getValue().isAfter(now) ? timer.getValue() : now;
            timers.remove(timer.getKey());
            Wake timed = timerKeys.remove(timer.getKey());
            if (timed != null) {
                queue.add(timed);
            }
            settle();
        }
        now = end;
    }

    private KubeObject create(Kind kind, ObjectNode tree) {
        tree.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        ObjectNode metadata = Json.ensure(tree, "metadata");
        String uid = Uids.derive("test", "commands", 0, born++, 0);
        metadata.put("uid", uid);
        if (!metadata.has("name")) {
            metadata.put("name", Json.textAt(metadata, "generateName") + Uids.suffix(uid, 0, 5));
        }
        if (!metadata.has("creationTimestamp")) {
            metadata.put("creationTimestamp", Times.format(now));
        }
        metadata.put("generation", 1);
        view.put(tree);
        KubeObject stored = get(kind.key(Json.textAt(metadata, "namespace"), Json.textAt(metadata, "name")));
        wake(null, stored);
        return stored;
    }

    private KubeObject store(KubeObject before, ObjectNode next) {
        ObjectNode metadata = Json.ensure(next, "metadata");
        for (String kept : List.of("uid", "creationTimestamp", "generation")) {
            JsonNode value = Json.at(before.tree(), "metadata", kept);
            if (value != null && !metadata.has(kept)) {
                metadata.set(kept, value);
            }
        }
        if (!next.has("status") && before.tree().has("status")) {
            next.set("status", before.tree().get("status"));
        }
        JsonNode spec = next.get("spec");
        if (spec != null && !spec.equals(before.tree().get("spec"))) {
            metadata.put("generation", (int) Json.longAt(before.tree(), 0, "metadata", "generation") + 1);
        }
        if (next.equals(before.tree())) {
            return before;
        }
        view.put(next);
        KubeObject after = get(before.key());
        wake(before, after);
        return after;
    }

    private void wake(@Nullable KubeObject before, @Nullable KubeObject after) {
        for (int i = 0; i < controllers.size(); i++) {
            int index = i;
            controllers.get(i).wake(before, after, view, key -> queue.add(new Wake(index, key)));
        }
    }

    @Override
    public Void create(Effect.Create effect) {
        if (createsLeft-- <= 0) {
            createsLeft = 0;
            return done();
        }
        carriedOut.add(effect);
        ObjectNode tree = effect.object();
        if (effect.kind().namespaced()) {
            Json.ensure(tree, "metadata").put("namespace", effect.namespace());
        }
        String name = Json.textAt(tree, "metadata", "name");
        if (!name.isEmpty() && view.get(effect.kind().key(effect.namespace(), name)) != null) {
            throw new AssertionError("already exists: " + name);
        }
        create(effect.kind(), tree);
        return done();
    }

    @Override
    public Void update(Effect.Update effect) {
        KubeObject stored = view.get(effect.base().key());
        if (stored == null || stored.version() != effect.base().version()) {
            return done();
        }
        ObjectNode next = effect.next();
        if (effect.status()) {
            ObjectNode merged = stored.copy();
            merged.set("status", next.get("status"));
            next = merged;
        } else if (stored.tree().has("status")) {
            next.set("status", stored.tree().get("status"));
        }
        if (store(stored, next).version() != stored.version()) {
            carriedOut.add(effect);
        }
        return done();
    }

    @Override
    public Void delete(Effect.Delete effect) {
        KubeObject stored = view.get(effect.key());
        if (stored == null || !stored.uid().equals(effect.uid())) {
            return done();
        }
        carriedOut.add(effect);
        if (!stored.kind().equals("Pod") || stored.node().isEmpty() || effect.gracePeriodSeconds() == 0) {
            remove(effect.key());
        } else if (!stored.deleting()) {
            ObjectNode next = stored.copy();
            Json.ensure(next, "metadata").put("deletionTimestamp", Times.format(now));
            store(stored, next);
        }
        return done();
    }

    @Override
    public Void recordEvent(Effect.RecordEvent effect) {
        carriedOut.add(effect);
        events.add(new RecordedEvent(effect.about().key(), effect.type(), effect.reason(), effect.message()));
        return done();
    }

    @Override
    public Void wakeAt(Effect.WakeAt effect) {
        String name = current.toString();
        timers.put(name, effect.time());
        timerKeys.put(name, current);
        return done();
    }

    @Override
    public Void send(Effect.Send effect) {
        carriedOut.add(effect);
        return done();
    }

    @Override
    public Void broadcast(Effect.Broadcast effect) {
        carriedOut.add(effect);
        return done();
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static Void done() {
        return null;
    }
}
