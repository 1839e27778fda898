package io.millrace.planner.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Hands a stage's lanes out to its living instances, as a broker's uniform assignor does: every
 * member gets as many as any other or one less, and keeps what it has as far as that allows.
 *
 * <p>Lanes of an instance that died are handed on only when the broker has noticed.
 */
final class Group {

  private Group() {}

  /** What taking a lane away from its owner needs besides: committing and counting. */
  interface Revocation {
    void revoke(LaneLog lane);
  }

  /** Hands the lanes out anew; gives those that changed hands. */
  static List<LaneLog> rebalance(StageNode stage, long nowNanos, Revocation revocation) {
    List<InstanceNode> members = new ArrayList<>();
    for (InstanceNode instance : stage.instances) {
      if (instance.alive) {
        members.add(instance);
      }
    }
    List<LaneLog> open = new ArrayList<>();
    int shared = 0;
    for (LaneLog lane : stage.lanes) {
      if (lane.owner != null) {
        shared++;
      } else if (lane.heldUntilNanos <= nowNanos) {
        shared++;
        open.add(lane);
      }
    }
    if (members.isEmpty()) {
      return List.of();
    }
    members.sort(Comparator.comparingInt((InstanceNode i) -> i.lanes.size()).reversed());
    int least = shared / members.size();
    int withOneMore = shared % members.size();
    for (int m = 0; m < members.size(); m++) {
      InstanceNode member = members.get(m);
      int due = least + (m < withOneMore ? 1 : 0);
      while (member.lanes.size() > due) {
        LaneLog lane = member.lanes.get(member.lanes.size() - 1);
        revocation.revoke(lane);
        open.add(lane);
      }
    }
    open.sort(Comparator.comparingInt(lane -> lane.number));
    int next = 0;
    // Round after round, so that neighbouring lanes lie with different instances.
    for (boolean given = true; given && next < open.size(); ) {
      given = false;
      for (int m = 0; m < members.size() && next < open.size(); m++) {
        InstanceNode member = members.get(m);
        if (member.lanes.size() < least + (m < withOneMore ? 1 : 0)) {
          LaneLog lane = open.get(next++);
          lane.owner = member;
          member.lanes.add(lane);
          given = true;
        }
      }
    }
    return open;
  }
}
