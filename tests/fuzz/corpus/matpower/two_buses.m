function mpc = two_buses
% a comment
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [
	1	3	0	0	0	0	1	1	0	230	1	1.1	0.9;
	2	1	50	0	0.1	0	2	1	0	110	1	1.1	0.9;
];
mpc.gen = [1 50 0 0 0 1 100 1 80 0; 2 0 0 0 0 1 100 0 10 0];
mpc.branch = [1 2 0.01 0.1 0 60 70 80 1.02 -3 1 -30 30];
mpc.gencost = [2 0 0 3 0.01 20 5 0; 1 0 0 2 0 0 10 300];
mpc.dcline = [1 2 1 5 4.9 0 0 1 1 -10 10 0 0 0 0 0.1 0.01];
mpc.bus_name = { 'It''s'; "two" };
mpc.genfuel = { 'ng'; 'wind' };
