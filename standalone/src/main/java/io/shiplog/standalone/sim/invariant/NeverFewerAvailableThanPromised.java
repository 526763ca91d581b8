package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A rolling update of a Deployment that was fully available never goes below replicas minus
 * maxUnavailable. Judged where
 * nothing but rollouts happens: a pod that its user deletes, or a change of replicas, begins a new count.
 */
public final class NeverFewerAvailableThanPromised implements Invariant {

    private final Picture picture;
    private final Set<String> wereFull = new HashSet<>();
    private final TreeSet<String> dirty = new TreeSet<>();

    /** Judges what this picture shows. */
    public NeverFewerAvailableThanPromised(Picture picture) {
        this.picture = picture;
    }

    @Override
    public void changed(Change change) {
        KubeObject after = change.after();
        String kind = change.key().kind();
        if (kind.equals(Kinds.DEPLOYMENT.kind())) {
            if (!onlyRolled(change.before(), after)) {
                wereFull.remove(change.envelope().getUid());
            }
        } else if (kind.equals(Kinds.REPLICA_SET.kind())) {
            if (after == null || after.deleting()) {
                wereFull.remove(change.envelope().getOwnerUid());
            }
        } else if (kind.equals(Kinds.POD.kind())) {
            pod(change);
        }
    }

    private static boolean onlyRolled(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (before == null || after == null || after.deleting() || Rollouts.recreates(after)) {
            return false;
        }
        boolean sameStrategy =
                Objects.equals(Json.at(before.tree(), "spec", "strategy"), Json.at(after.tree(), "spec", "strategy"));
        return sameStrategy && Rollouts.replicas(before) == Rollouts.replicas(after);
    }

    private void pod(Change change) {
        KubeObject before = change.before();
        KubeObject after = change.after();
        String deployment = deploymentOf(change.envelope().getOwnerUid());
        dirty.add(deployment);
        boolean goes = before != null && !before.deleting() && (after == null || after.deleting());
        if (goes && !change.envelope().getController().equals("replicaset-controller")) {
            wereFull.remove(deployment);
        }
    }

    private String deploymentOf(String setUid) {
        KubeObject set = picture.byUid(setUid);
        return set == null ? "" : set.ownerUid();
    }

    @Override
    public void settled() {
        for (String uid : dirty) {
            KubeObject deployment = picture.byUid(uid);
            if (deployment != null && !deployment.deleting() && !Rollouts.recreates(deployment)) {
                judge(deployment);
            }
        }
        dirty.clear();
    }

    private void judge(KubeObject deployment) {
        long available = Rollouts.activePods(picture, deployment).stream()
                .filter(pod -> pod.pod().ready())
                .count();
        int replicas = Rollouts.replicas(deployment);
        if (available >= replicas) {
            wereFull.add(deployment.uid());
        } else if (wereFull.contains(deployment.uid()) && available < replicas - Rollouts.unavailable(deployment)) {
            fail(deployment + " has " + available + " available pods; replicas " + replicas + ", maxUnavailable "
                    + Rollouts.unavailable(deployment));
        }
    }
}
