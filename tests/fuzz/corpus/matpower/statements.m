function [baseMVA, bus] = old
%{
block
%}
mpc.bus(:, 3) = 2 * mpc.bus(:, 3);
mpc.gen = {};
