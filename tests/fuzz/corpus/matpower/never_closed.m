mpc.baseMVA = 100;
mpc.bus = [1 4 5 0 0 0 1 1 0 230 1 1.1 0.9
