package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * A Deployment never has more pods, those on their way out aside, than replicas plus maxSurge. After it was scaled down the
 * old number counts until it is met for the first time.
 */
public final class NeverMoreThanReplicasPlusMaxSurge implements Invariant {

    private final Picture picture;
    private final Map<String, Integer> allowedReplicas = new HashMap<>();
    private final TreeSet<String> dirty = new TreeSet<>();

    /** Judges what this picture shows. */
    public NeverMoreThanReplicasPlusMaxSurge(Picture picture) {
        this.picture = picture;
    }

    @Override
    public void changed(Change change) {
        KubeObject after = change.after();
        String kind = change.key().kind();
        if (after == null) {
            if (kind.equals(Kinds.DEPLOYMENT.kind())) {
                allowedReplicas.remove(change.envelope().getUid());
            }
        } else if (kind.equals(Kinds.DEPLOYMENT.kind())) {
            int replicas = Rollouts.replicas(after);
            allowedReplicas.merge(after.uid(), replicas + Rollouts.surge(after), Math::max);
            dirty.add(after.uid());
        } else if (kind.equals(Kinds.POD.kind())) {
            KubeObject set = picture.byUid(after.ownerUid());
            if (set != null) {
                dirty.add(set.ownerUid());
            }
        }
    }

    @Override
    public void settled() {
        for (String uid : dirty) {
            KubeObject deployment = picture.byUid(uid);
            if (deployment != null) {
                judge(deployment);
            }
        }
        dirty.clear();
    }

    private void judge(KubeObject deployment) {
        int now = Rollouts.replicas(deployment) + Rollouts.surge(deployment);
        int allowed = Math.max(now, allowedReplicas.getOrDefault(deployment.uid(), now));
        int active = Rollouts.activePods(picture, deployment).size();
        if (active > allowed) {
            fail(deployment + " has " + active + " pods; replicas " + Rollouts.replicas(deployment) + " plus maxSurge "
                    + Rollouts.surge(deployment) + " allow " + allowed);
        }
        if (active <= now) {
            allowedReplicas.put(deployment.uid(), now);
        }
    }
}
