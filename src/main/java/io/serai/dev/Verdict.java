package io.serai.dev;

/**
 * What is to become of a call.
 *
 * @param fault the fault that it meets, or null
 * @param code the error code that it gets, or 0
 * @param atOnce whether the reply comes without latency
 */
record Verdict(Fault fault, int code, boolean atOnce) {

  static final Verdict NORMAL = new Verdict(null, 0, false);

  private static final Verdict[] OF_FAULT = ofFaults();

  static Verdict of(Fault fault) {
    return OF_FAULT[fault.ordinal()];
  }

  static Verdict refused(int code) {
    return new Verdict(null, code, false);
  }

  static Verdict refusedAtOnce(int code) {
    return new Verdict(null, code, true);
  }

  private static Verdict[] ofFaults() {
    Fault[] faults = Fault.values();
    Verdict[] verdicts = new Verdict[faults.length];
    for (Fault fault : faults) {
      verdicts[fault.ordinal()] = new Verdict(fault, 0, fault == Fault.RATE_LIMITED);
    }
    return verdicts;
  }
}
