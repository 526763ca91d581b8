package io.shiplog.reconciler.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ClusterFact;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a controller wants done: plain values that can be printed. Every one passes admission like a client's command.
 */
public sealed interface Effect {

    /** The exhaustive visitor: a new effect does not compile until every place that carries effects out handles it. */
    interface Visitor<R> {
        R create(Create effect);

        R update(Update effect);

        R delete(Delete effect);

        R recordEvent(RecordEvent effect);

        R wakeAt(WakeAt effect);

        R send(Send effect);

        R broadcast(Broadcast effect);
    }

    /** Calls the visitor's method for this effect. */
    <R> R accept(Visitor<R> visitor);

    /**
     * Create an object in a namespace.
     *
     * @param object tree of the stored version with metadata.name or metadata.generateName; given away
     * @param action why, for people: Scale, Roll, Rollback, Heal …
     */
    record Create(Kind kind, String namespace, ObjectNode object, String action) implements Effect {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.create(this);
        }
    }

    /**
     * Change an object from what the controller saw.
     *
     * @param base what it saw; dropped when the object has another version by then (an earlier effect changed it)
     * @param next the whole new tree; given away. A tree equal to the current one changes nothing.
     * @param status true: only status is taken from next; false: everything but status
     * @param action why, for people
     */
    record Update(KubeObject base, ObjectNode next, boolean status, String action) implements Effect {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.update(this);
        }
    }

    /**
     * Delete an object as a client would (finalizers and grace apply); with grace 0 a pod goes at once.
     *
     * @param uid nothing happens when the name has another uid by now
     * @param propagation Background, Foreground or Orphan
     * @param gracePeriodSeconds -1 for the object's own
     */
    record Delete(ObjectKey key, String uid, String propagation, long gracePeriodSeconds, String action)
            implements Effect {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.delete(this);
        }
    }

    /**
     * Record a Kubernetes Event about an object; its component is the controller's name.
     *
     * @param type Normal or Warning
     * @param repeats true when the same event may come again and should then be counted up, not doubled
     */
    record RecordEvent(KubeObject about, String type, String reason, String message, boolean repeats)
            implements Effect {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.recordEvent(this);
        }
    }

    /**
     * Look at the same key again at this time. A later WakeAt of the same controller and key replaces an earlier one.
     */
    record WakeAt(Instant time) implements Effect {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.wakeAt(this);
        }
    }

    /** Send a record of the commands topic to the partition of a routing key (a namespace, or empty). */
    record Send(String routingKey, SpecificRecord command) implements Effect {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.send(this);
        }
    }

    /** Tell every partition; the engine fills in each copy's partition. */
    record Broadcast(ClusterFact fact) implements Effect {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.broadcast(this);
        }
    }
}
