function s = c
s.baseMVA = 1e2; s.bus = [ 1, 3, 0 ...
 0 0 0 1 1 0 0 1 1 1 ];
s.gen = []; s.branch = [];
