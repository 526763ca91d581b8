package io.shiplog.reconciler.engine;

import io.shiplog.reconciler.engine.ReconcileEngine.Handler;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.AskOwner;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.FactKind;
import io.shiplog.schemas.record.OwnerAnswer;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.util.Map;

/** An owner in another partition is confirmed gone by its own task first: the question, and what the answer means. */
final class OwnerInputs {

    void register(Map<Class<?>, Handler> handlers) {
        handlers.put(AskOwner.class, (slice, record) -> answer(slice, (AskOwner) record));
        handlers.put(OwnerAnswer.class, (slice, record) -> {
            OwnerAnswer answer = (OwnerAnswer) record;
            if (!answer.getExists()) {
                ClusterFact gone = new ClusterFact(
                        slice.state().partition(),
                        FactKind.OWNER_GONE,
                        answer.getUid(),
                        answer.getUid(),
                        1L,
                        false,
                        ByteBuffer.allocate(0));
                // Taken in as a record of its own, by the same path as a broadcast fact.
                slice.out(new Out(Topics.COMMANDS, slice.state().partition(), "", gone));
            }
        });
    }

    private static void answer(Slice slice, AskOwner question) {
        ObjectKey key =
                new ObjectKey(question.getGroup(), question.getKind(), question.getNamespace(), question.getName());
        KubeObject owner = slice.state().get(key);
        boolean exists = owner != null && owner.uid().equals(question.getUid());
        boolean deleting = exists && owner != null && owner.deleting();
        OwnerAnswer answer = new OwnerAnswer(question.getFromPartition(), question.getUid(), exists, deleting);
        slice.out(new Out(Topics.COMMANDS, question.getFromPartition(), "", answer));
    }
}
