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
 * maxUnavailable. Available is ready for minReadySeconds, as the broker's clock tells it. Judged where nothing but
 * rollouts happens: a pod that its user deletes or that becomes unready by itself, or a change of replicas,
 * begins a new
 * count.
 */
public final class NeverFewerAvailableThanPromised implements Invariant {

    private final Picture picture;
    private final Set<String> wereFull = new HashSet<>();
    private final TreeSet<String> dirty = new TreeSet<>();
    private long now;

    /** Judges what this picture shows. */
    public NeverFewerAvailableThanPromised(Picture picture) {
        this.picture = picture;
    }

    @Override
    public void changed(Change change) {
        KubeObject after = change.after();
        String kind = change.key().kind();
        now = change.atMillis();
        if (kind.equals(Kinds.DEPLOYMENT.kind())) {
            if (!onlyRolled(change.before(), after)) {
                wereFull.remove(change.envelope().getUid());
            }
            dirty.add(change.envelope().getUid()); // its status is written when its pods become available
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
        boolean fails = !goes
                && before != null
                && before.pod().ready()
                && after != null
                && !after.pod().ready();
        if (fails || (goes && !change.envelope().getController().equals("replicaset-controller"))) {
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
        long minReadySeconds = Json.longAt(deployment.tree(), 0, "spec", "minReadySeconds");
        long available = 0;
        long kept = 0;
        for (KubeObject set : picture.controlledBy(deployment.uid(), Kinds.REPLICA_SET)) {
            long here = Rollouts.active(picture, set).stream()
                    .filter(pod -> pod.pod().available(minReadySeconds, now))
                    .count();
            available += here;
            kept += Math.min(here, Rollouts.replicas(set));
        }
        int replicas = Rollouts.replicas(deployment);
        if (kept >= replicas) { // what is decided to go was not available when that was decided
            wereFull.add(deployment.uid());
        } else if (wereFull.contains(deployment.uid()) && available < replicas - Rollouts.unavailable(deployment)) {
            fail(deployment + " has " + available + " available pods; replicas " + replicas + ", maxUnavailable "
                    + Rollouts.unavailable(deployment));
        }
    }
}
