package io.shiplog.reconciler.liveness;

import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.NodeDetailsChanged;
import io.shiplog.schemas.record.NodeHeard;
import io.shiplog.schemas.record.NodeHeartbeat;
import io.shiplog.schemas.record.NodeSilent;
import io.shiplog.schemas.record.RegisterNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Watches heartbeats and gives verdicts; pure, time comes in. Silence counts only while listening: every node's grace
 * starts anew when the watch starts, after any gap of the watch itself, and after nobody was heard for longer than
 * heartbeats are apart, since after an outage some come back later than others. If more than half of the nodes are
 * silent together it is the watch or the network that is ill, and nobody is declared dead.
 *
 * <p>Heartbeats are what it looks at the clock by; only when they stay away, or somebody is missed, does it need to be
 * woken ({@link #nextLookMillis}). Each waking is a transaction, which a quiet cluster should not have for nothing.
 */
public final class LivenessWatch {

    /**
     * One node as the watch knows it. Written to the watch's store when it changes, which unchanged heartbeats do not.
     *
     * @param asking the run that has asked for an epoch and has not been heard with it yet, or empty
     */
    public record Watched(String node, long epoch, boolean silent, boolean ready, String asking) {}

    private static final class Entry {
        private long epoch;
        private long heardMillis;
        private long askedMillis;
        private boolean silent;
        private boolean ready = true;
        private String asking = "";
        private boolean dirty;

        /** Somebody may be missed: a run with an epoch, or one that has asked for it. */
        boolean awaited() {
            return !asking.isEmpty() || (epoch > 0 && !silent);
        }

        /** When the node was last heard of, by whatever run. */
        long lastMillis() {
            return !asking.isEmpty() ? Math.max(heardMillis, askedMillis) : heardMillis;
        }
    }

    private final LivenessConfig config;
    private final NavigableMap<String, Entry> nodes = new TreeMap<>();
    private long lastTickMillis;
    private long listenedMillis;
    /** When graces started anew since nobody had been heard. */
    private long hushedMillis;
    /** Most nodes were late together when the watch last looked. */
    private boolean deaf;
    /** Somebody was late then. */
    private boolean misses;
    /** The next grace is over, unless whose it is will be heard. */
    private long graceOverMillis;

    /** A watch that starts at this time. */
    public LivenessWatch(LivenessConfig config, long nowMillis) {
        this.config = config;
        this.lastTickMillis = nowMillis;
        this.listenedMillis = nowMillis;
        this.hushedMillis = nowMillis - 2 * config.graceMillis();
    }

    /** Takes in a node from the store; its grace starts now. */
    public void load(Watched watched, long nowMillis) {
        Entry entry = new Entry();
        entry.epoch = watched.epoch();
        entry.silent = watched.silent();
        entry.ready = watched.ready();
        entry.asking = watched.asking();
        entry.heardMillis = nowMillis;
        entry.askedMillis = nowMillis;
        nodes.put(watched.node(), entry);
    }

    /** A heartbeat came; returns commands for the cluster partition, verdicts among them when it was time to look. */
    public List<SpecificRecord> heard(HeartbeatBatch batch, long nowMillis) {
        listened(nowMillis);
        List<SpecificRecord> out = new ArrayList<>();
        for (NodeHeartbeat heartbeat : batch.getNodes()) {
            if (heartbeat.getEpoch() == 0) {
                if (heartbeat.getDetails() != null) {
                    out.add(new RegisterNode(
                            meta(),
                            heartbeat.getName(),
                            batch.getHost(),
                            batch.getInstance(),
                            batch.getEndpoint(),
                            heartbeat.getDetails(),
                            batch.getGeneration()));
                    registers(heartbeat.getName(), batch.getInstance(), nowMillis);
                }
                continue;
            }
            heard(heartbeat, nowMillis, out);
        }
        if (nowMillis - lastTickMillis >= config.lookMillis()) {
            out.addAll(tick(nowMillis));
        }
        return out;
    }

    /** When {@link #tick} is to be called, unless a heartbeat comes before: a verdict is due to the millisecond. */
    public long nextLookMillis() {
        long latest = lastTickMillis + (misses ? config.lookMillis() : config.quietMillis());
        return graceOverMillis > lastTickMillis ? Math.min(latest, graceOverMillis) : latest;
    }

    /** Somebody was heard. That nobody was for longer than heartbeats are apart is no node's silence. */
    private void listened(long nowMillis) {
        if (nowMillis < lastTickMillis) {
            // The clock was set back: only this shows it, and nobody was heard in what is the future now.
            lastTickMillis = nowMillis;
            hushedMillis = Math.min(hushedMillis, nowMillis);
            nodes.values().forEach(entry -> {
                entry.heardMillis = Math.min(entry.heardMillis, nowMillis);
                entry.askedMillis = Math.min(entry.askedMillis, nowMillis);
            });
        }
        boolean hush = nowMillis - listenedMillis > config.hushMillis();
        listenedMillis = nowMillis;
        // Not again and again, or a host whose heartbeats are always late would keep a dead one alive.
        if (hush && nowMillis - hushedMillis >= 2 * config.graceMillis()) {
            hushedMillis = nowMillis;
            startGraces(nowMillis);
        }
    }

    /**
     * A run asks for an epoch. If it dies before it is heard with it, it must be missed all the same. That it asks is
     * not hearing of the run before it: one that is refused for the sake of another asks for ever, and must not keep
     * that one alive.
     */
    private void registers(String name, String instance, long nowMillis) {
        Entry entry = nodes.computeIfAbsent(name, unknown -> new Entry());
        entry.askedMillis = nowMillis;
        entry.dirty |= !entry.asking.equals(instance);
        entry.asking = instance;
    }

    private void heard(NodeHeartbeat heartbeat, long nowMillis, List<SpecificRecord> out) {
        Entry entry = nodes.get(heartbeat.getName());
        boolean unknown = entry == null;
        if (entry == null) {
            entry = new Entry();
            entry.dirty = true;
            nodes.put(heartbeat.getName(), entry);
        }
        if (heartbeat.getEpoch() < entry.epoch) {
            return; // a run that has been replaced
        }
        boolean registered = !entry.asking.isEmpty() && heartbeat.getEpoch() > entry.epoch;
        boolean again = entry.silent || unknown || registered;
        if (heartbeat.getEpoch() > entry.epoch) {
            entry.asking = "";
            entry.epoch = heartbeat.getEpoch();
            entry.silent = false;
            entry.ready = true; // registration said so
            entry.dirty = true;
        }
        entry.heardMillis = nowMillis;
        // Whose store was made anew cannot know that it once said of this node that it is silent; and a run that asked
        // twice for its epoch may have been missed in between.
        if (again) {
            entry.silent = false;
            entry.dirty = true;
            out.add(new NodeHeard(meta(), heartbeat.getName(), entry.epoch));
        }
        if (heartbeat.getReady() != entry.ready || heartbeat.getDetails() != null) {
            entry.dirty |= heartbeat.getReady() != entry.ready;
            entry.ready = heartbeat.getReady();
            out.add(new NodeDetailsChanged(
                    meta(),
                    heartbeat.getName(),
                    entry.epoch,
                    heartbeat.getReady(),
                    heartbeat.getMessage(),
                    heartbeat.getDetails()));
        }
    }

    /** Looks at the clock; returns NodeSilent verdicts. */
    public List<SpecificRecord> tick(long nowMillis) {
        boolean gap = nowMillis - lastTickMillis > config.gapMillis() || nowMillis < lastTickMillis;
        lastTickMillis = nowMillis;
        if (gap) {
            startGraces(nowMillis);
            return List.of();
        }
        List<String> candidates = new ArrayList<>();
        int alive = 0;
        int late = 0;
        graceOverMillis = Long.MAX_VALUE;
        for (var e : nodes.entrySet()) {
            Entry entry = e.getValue();
            if (!entry.awaited()) {
                continue;
            }
            alive++;
            late += nowMillis - entry.lastMillis() >= config.lateMillis() ? 1 : 0;
            if (nowMillis - entry.heardMillis >= config.graceMillis()) {
                candidates.add(e.getKey());
            }
            graceOverMillis = Math.min(graceOverMillis, entry.lastMillis() + config.graceMillis());
        }
        misses = late > 0;
        boolean wasDeaf = deaf;
        deaf = late * 2 > alive;
        if (!deaf && wasDeaf) {
            startGraces(nowMillis);
        }
        if (deaf || wasDeaf) {
            return List.of();
        }
        return verdicts(candidates, nowMillis);
    }

    private List<SpecificRecord> verdicts(List<String> silent, long nowMillis) {
        List<SpecificRecord> out = new ArrayList<>();
        for (String node : silent) {
            Entry entry = nodes.get(node);
            if (entry == null) {
                continue;
            }
            if (!entry.asking.isEmpty() && nowMillis - entry.askedMillis >= config.graceMillis()) {
                out.add(new NodeSilent(meta(), node, 0L, entry.lastMillis(), entry.asking));
                entry.asking = "";
                entry.silent = true;
                entry.dirty = true;
            } else if (entry.epoch > 0 && !entry.silent) {
                entry.silent = true;
                entry.dirty = true;
                out.add(new NodeSilent(meta(), node, entry.epoch, entry.heardMillis, ""));
            }
        }
        return out;
    }

    private void startGraces(long nowMillis) {
        nodes.values().forEach(entry -> {
            entry.heardMillis = nowMillis;
            entry.askedMillis = nowMillis;
        });
    }

    /** Nodes that changed since the last call, to be written to the store. */
    public List<Watched> drain() {
        List<Watched> out = new ArrayList<>();
        nodes.forEach((name, entry) -> {
            if (entry.dirty) {
                entry.dirty = false;
                out.add(watched(name, entry));
            }
        });
        return out;
    }

    /** What is known of a node, or null. */
    public @Nullable Watched watched(String node) {
        Entry entry = nodes.get(node);
        return entry == null ? null : watched(node, entry);
    }

    private static Watched watched(String name, Entry entry) {
        return new Watched(name, entry.epoch, entry.silent, entry.ready, entry.asking);
    }

    private static CommandMeta meta() {
        return CommandMeta.newBuilder().setActor("system:node-controller").build();
    }
}
