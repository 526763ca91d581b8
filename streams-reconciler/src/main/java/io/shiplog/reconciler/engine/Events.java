package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.object.Uids;
import io.shiplog.schemas.topic.Topics;

/**
 * Kubernetes Events as records of the events topic. They are no state: only an event that may repeat leaves a row
 * {@code e/uid/hash} behind, so that it is counted up (count, lastTimestamp) under one name instead of being doubled.
 */
final class Events {

    private static final int NAME_SUFFIX = 16;
    /** Repeating events remembered per object; beyond that a new one is written instead of counted up. */
    private static final int ROWS_PER_OBJECT_MAX = 64;

    private Events() {}

    /** What an event says. */
    record What(String type, String reason, String message, String component, String host) {}

    /** Whom an event is about: its involvedObject. */
    record About(ObjectNode involved, String namespace, String name, String uid) {}

    static About about(KubeObject object, String fieldPath) {
        ObjectNode involved = Json.object();
        involved.put("kind", object.kind());
        if (!object.namespace().isEmpty()) {
            involved.put("namespace", object.namespace());
        }
        involved.put("name", object.name())
                .put("uid", object.uid())
                .put("apiVersion", Kinds.of(object.key()).apiVersion());
        if (!fieldPath.isEmpty()) {
            involved.put("fieldPath", fieldPath);
        }
        return new About(involved, object.namespace(), object.name(), object.uid());
    }

    static void record(Slice slice, About about, What what, boolean repeats) {
        String time = Times.format(slice.now());
        String uid = slice.nextUid();
        String name = about.name() + "." + Long.toHexString(slice.instantOfNext());
        String first = time;
        long count = 1;
        // What goes wrong is tried again, so whatever else is said of the object will be said again, too.
        boolean troubled =
                !slice.state().rows().withPrefix("e/" + about.uid() + "/").isEmpty();
        if (repeats || troubled) {
            String fieldPath = Json.textAt(about.involved(), "fieldPath");
            String same = what.type() + "|" + what.reason() + "|" + what.message() + "|" + fieldPath;
            String row = "e/" + about.uid() + "/" + Uids.suffix(same, 0, NAME_SUFFIX);
            String known = slice.state().rows().get(row);
            if (known != null) {
                String[] parts = known.split(" ", 4);
                name = parts[0];
                uid = parts[1];
                first = parts[2];
                count = Long.parseLong(parts[3]) + 1;
            }
            if (known != null
                    || slice.state().rows().withPrefix("e/" + about.uid() + "/").size() < ROWS_PER_OBJECT_MAX) {
                slice.state().rows().put(row, name + " " + uid + " " + first + " " + count);
            }
        }
        write(slice, about, what, new Occurrence(name, uid, first, time, count));
    }

    private record Occurrence(String name, String uid, String first, String last, long count) {}

    private static void write(Slice slice, About about, What what, Occurrence occurrence) {
        String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
        ObjectNode event = Json.object();
        event.put("kind", "Event").put("apiVersion", "v1");
        event.putObject("metadata")
                .put("name", occurrence.name())
                .put("namespace", namespace)
                .put("uid", occurrence.uid())
                .put("creationTimestamp", occurrence.first());
        event.set("involvedObject", about.involved());
        event.put("reason", what.reason()).put("message", what.message());
        ObjectNode source = event.putObject("source").put("component", what.component());
        if (!what.host().isEmpty()) {
            source.put("host", what.host());
        }
        event.put("firstTimestamp", occurrence.first())
                .put("lastTimestamp", occurrence.last())
                .put("count", occurrence.count())
                .put("type", what.type());
        event.putNull("eventTime");
        event.put("reportingComponent", what.component()).put("reportingInstance", what.host());
        Who who = new Who(
                "system:" + what.component(), what.component(), slice.input().coordinates(), "");
        KubeObject object = KubeObject.of(event, slice.input().offset() + 1);
        slice.out(new Out(Topics.EVENTS, 0, namespace + "/" + occurrence.name(), Envelopes.of(object, false, who)));
    }

    /** Forgets the counts of an object that is gone. */
    static void forget(Slice slice, String uid) {
        java.util.List.copyOf(slice.state().rows().withPrefix("e/" + uid + "/").keySet())
                .forEach(slice.state().rows()::remove);
    }
}
