"""Numbers: the four giant planets around the sun, step by step.

Leapfrog integration keeps the energy: it is printed before and after.

    nbody.py [STEPS]
"""

import sys

SOLAR_MASS = 4 * 3.141592653589793**2
DAYS = 365.24


class Body:
    """Position in astronomical units, velocity in units a year, mass in 4 pi**2 suns."""

    def __init__(self, name, x, y, z, vx, vy, vz, mass):
        self.name = name
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx * DAYS, vy * DAYS, vz * DAYS
        self.mass = mass * SOLAR_MASS

    def drift(self, dt):
        self.x += dt * self.vx
        self.y += dt * self.vy
        self.z += dt * self.vz


def solar_system():
    return [
        Body("sun", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
        Body("jupiter", 4.84143144, -1.16032004, -0.10362204,
             0.00166007664, 0.00769901118, -0.0000690460017, 0.000954791938),
        Body("saturn", 8.34336672, 4.12479856, -0.40352342,
             -0.00276742511, 0.00499852801, 0.0000230417297, 0.000285885981),
        Body("uranus", 12.8943696, -15.1111514, -0.22330758,
             0.00296460138, 0.00237847174, -0.0000296589569, 0.0000436624404),
        Body("neptune", 15.3796971, -25.9193146, 0.179258773,
             0.00268067772, 0.00162824170, -0.0000951592255, 0.0000515138902),
    ]  # fmt: skip


def rest(bodies):
    """Gives the sun the velocity that keeps the centre of mass where it is."""
    px = py = pz = 0.0
    for body in bodies:
        px += body.vx * body.mass
        py += body.vy * body.mass
        pz += body.vz * body.mass
    sun = bodies[0]
    sun.vx -= px / sun.mass
    sun.vy -= py / sun.mass
    sun.vz -= pz / sun.mass


def kick(bodies, dt):
    """Each pair pulls at each other."""
    for i, a in enumerate(bodies):
        for j in range(i + 1, len(bodies)):
            b = bodies[j]
            dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            distance2 = dx * dx + dy * dy + dz * dz
            pull = dt / (distance2 * distance2**0.5)
            a.vx -= dx * b.mass * pull
            a.vy -= dy * b.mass * pull
            a.vz -= dz * b.mass * pull
            b.vx += dx * a.mass * pull
            b.vy += dy * a.mass * pull
            b.vz += dz * a.mass * pull


def energy(bodies):
    total = 0.0
    for i, a in enumerate(bodies):
        total += 0.5 * a.mass * (a.vx**2 + a.vy**2 + a.vz**2)
        for b in bodies[i + 1 :]:
            distance = ((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2) ** 0.5
            total -= a.mass * b.mass / distance
    return total


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    bodies = solar_system()
    rest(bodies)
    print(f"energy before: {energy(bodies):.9f}")
    for _ in range(steps):
        kick(bodies, 0.01)
        for body in bodies:
            body.drift(0.01)
    print(f"energy after:  {energy(bodies):.9f}")
    for body in bodies:
        print(f"{body.name:>8} {body.x:12.6f} {body.y:12.6f} {body.z:12.6f}")


main()
