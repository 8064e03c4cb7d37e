package io.chappe.service;

import io.chappe.loop.ServiceLoop;

/** Tells a flow's health of turns of a loop that fail: what no step of the turn accounts for. */
public final class FlowTrouble implements ServiceLoop.Trouble {
  private final FlowHealth health;
  private final String subject;

  /**
   * @param subject what the loop does, such as {@code making checkpoints}
   */
  public FlowTrouble(FlowHealth health, String subject) {
    this.health = health;
    this.subject = subject;
  }

  @Override
  public void failed(Throwable thrown) {
    health.failed(subject, thrown);
  }

  @Override
  public void over() {
    health.succeeded(subject);
  }
}
