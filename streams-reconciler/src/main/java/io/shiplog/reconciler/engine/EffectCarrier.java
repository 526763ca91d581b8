package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.Admission;
import io.shiplog.reconciler.admit.Admitted;
import io.shiplog.reconciler.admit.Deletion;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.controller.common.HearsRefusals;
import io.shiplog.reconciler.engine.WakeQueue.Wake;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import java.util.List;

/** Carries out what a controller wants, through the same admission as a client's command. */
final class EffectCarrier {

    private final Admission admission;
    private final WakeQueue wakes;

    EffectCarrier(Admission admission, WakeQueue wakes) {
        this.admission = admission;
        this.wakes = wakes;
    }

    void carryOut(Slice slice, Controller controller, Wake wake, List<Effect> wanted) {
        Carrying carrying = new Carrying(slice, controller.name(), wake);
        for (Effect effect : wanted) {
            try {
                effect.accept(carrying);
            } catch (StatusException refusal) {
                if (!(effect instanceof Effect.Create create) || !(controller instanceof HearsRefusals hearing)) {
                    throw refusal;
                }
                String message = refusal.getMessage() == null ? "" : refusal.getMessage();
                for (Effect answer : hearing.refused(wake.key(), create, message, slice.state(), slice.now())) {
                    answer.accept(carrying);
                }
                return; // what else the look wanted was decided on a creation that did not happen
            }
        }
    }

    private final class Carrying implements Effect.Visitor<Boolean> {

        private final Slice slice;
        private final String controller;
        private final Wake wake;

        Carrying(Slice slice, String controller, Wake wake) {
            this.slice = slice;
            this.controller = controller;
            this.wake = wake;
        }

        private Who who(String action) {
            return new Who("system:controller:" + controller, controller, ReconcileEngine.cause(wake.key()), action);
        }

        @Override
        public Boolean create(Effect.Create effect) {
            KubeObject created = admission.create(
                    slice.state(), effect.kind(), effect.namespace(), effect.object(), slice.nextUid(), slice.now());
            slice.create(created, who(effect.action()));
            KubeObject owner = slice.state().get(wake.key());
            if (effect.kind().equals(Kinds.POD) && owner != null) {
                Events.record(
                        slice,
                        Events.about(owner, ""),
                        new Events.What("Normal", "SuccessfulCreate", "Created pod: " + created.name(), controller, ""),
                        false);
            }
            return true;
        }

        @Override
        public Boolean update(Effect.Update effect) {
            KubeObject current = slice.state().get(effect.base().key());
            if (current == null
                    || !current.uid().equals(effect.base().uid())
                    || current.version() != effect.base().version()) {
                return false; // an earlier effect of this look changed it: look again
            }
            Kind kind = Kinds.of(current.key());
            ObjectNode next = effect.next();
            slice.apply(
                    effect.status()
                            ? statusOnly(kind, current, next)
                            : admission.update(slice.state(), kind, current, next, ""),
                    who(effect.action()));
            return true;
        }

        private Admitted statusOnly(Kind kind, KubeObject current, ObjectNode next) {
            ObjectNode merged = current.copy();
            merged.set("status", Json.ensure(next, "status"));
            return admission.admit(kind, current, merged);
        }

        @Override
        public Boolean delete(Effect.Delete effect) {
            KubeObject current = slice.state().get(effect.key());
            if (current == null || !current.uid().equals(effect.uid())) {
                return true;
            }
            Deletion.Options options = new Deletion.Options(effect.gracePeriodSeconds(), effect.propagation(), null);
            slice.apply(Deletion.delete(Kinds.of(current.key()), current, options, slice.now()), who(effect.action()));
            return true;
        }

        @Override
        public Boolean recordEvent(Effect.RecordEvent effect) {
            Events.record(
                    slice,
                    Events.about(effect.about(), ""),
                    new Events.What(effect.type(), effect.reason(), effect.message(), controller, ""),
                    effect.repeats());
            return true;
        }

        @Override
        public Boolean wakeAt(Effect.WakeAt effect) {
            wakes.setTimer(wake, effect.time().toEpochMilli());
            return true;
        }

        @Override
        public Boolean send(Effect.Send effect) {
            slice.send(effect.routingKey(), effect.command());
            return true;
        }

        @Override
        public Boolean broadcast(Effect.Broadcast effect) {
            slice.broadcast(effect.fact());
            return true;
        }
    }
}
