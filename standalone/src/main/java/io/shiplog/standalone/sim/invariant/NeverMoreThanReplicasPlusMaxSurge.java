package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment never has more pods, those on their way out aside, than replicas plus maxSurge. After it
 * was scaled down the
 * old number counts until it is met for the first time.
 */
public final class NeverMoreThanReplicasPlusMaxSurge implements Invariant {

    private final Picture picture;
    private final Map<String, Integer> allowed = new HashMap<>();
    private final Set<String> adopting = new HashSet<>();
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
                allowed.remove(change.envelope().getUid());
            }
        } else if (kind.equals(Kinds.DEPLOYMENT.kind())) {
            int replicas = Rollouts.replicas(after);
            allowed.merge(after.uid(), replicas + Rollouts.surge(after), Math::max);
            dirty.add(after.uid());
        } else if (kind.equals(Kinds.REPLICA_SET.kind())) {
            adopted(change.before(), after, after.ownerUid());
        } else if (kind.equals(Kinds.POD.kind())) {
            KubeObject set = picture.byUid(after.ownerUid());
            if (set != null) {
                dirty.add(set.ownerUid());
                adopted(change.before(), after, set.ownerUid());
            }
        }
    }

    /** What a Deployment takes over from nobody is not of its making; it counts until it is brought down. */
    private void adopted(@Nullable KubeObject before, KubeObject after, String deploymentUid) {
        if (before != null && before.ownerUid().isEmpty() && !after.ownerUid().isEmpty()) {
            adopting.add(deploymentUid);
            dirty.add(deploymentUid);
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
        int active = Rollouts.activePods(picture, deployment).size();
        if (adopting.remove(deployment.uid())) {
            allowed.merge(deployment.uid(), active, Math::max);
        }
        int most = Math.max(now, allowed.getOrDefault(deployment.uid(), now));
        if (active > most) {
            fail(deployment + " has " + active + " pods; replicas " + Rollouts.replicas(deployment) + " plus maxSurge "
                    + Rollouts.surge(deployment) + " allow " + most);
        }
        if (active <= now) {
            allowed.put(deployment.uid(), now);
        }
    }
}
