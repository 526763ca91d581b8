package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.Admitted;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.topic.Topics;
import java.util.List;

/** Events that clients write: they pass the same door, and go to the events topic instead of the state. */
final class ClientEvents {

    private ClientEvents() {}

    /** Writes an Event; the version counter is the place of its command in the log, so it only grows. */
    static void write(Slice slice, CommandMeta meta, KubeObject event, int code) {
        KubeObject stored = KubeObject.of(event.copy(), slice.input().offset() + 1);
        if (!meta.getDryRun()) {
            slice.out(
                    new Out(Topics.EVENTS, 0, topicKey(stored.key()), Envelopes.of(stored, false, slice.client(meta))));
        }
        slice.done(meta, code, new Admitted(null, stored, false, false), List.of());
    }

    /** Removes an Event: a final envelope and a tombstone. */
    static void delete(Slice slice, CommandMeta meta, ObjectKey key) {
        ObjectNode last = Json.object();
        last.put("kind", key.kind()).put("apiVersion", "v1");
        last.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        KubeObject gone = KubeObject.of(last, slice.input().offset());
        if (!meta.getDryRun()) {
            KubeObject finalState = KubeObject.of(last.deepCopy(), gone.version() + 1);
            slice.out(new Out(Topics.EVENTS, 0, topicKey(key), Envelopes.of(finalState, true, slice.client(meta))));
            slice.out(new Out(Topics.EVENTS, 0, topicKey(key), null));
        }
        slice.done(meta, 200, new Admitted(gone, gone, true, false), List.of());
    }

    private static String topicKey(ObjectKey key) {
        return key.namespace() + "/" + key.name();
    }
}
