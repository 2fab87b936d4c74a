"""The built-in migration policy `checkpoint_and_move` in Python: the same moves."""

from gridrush.policy import Migration, Parameter, move


class CheckpointAndMove(Migration):
    "Tenants move when the work that a forecast cut costs outweighs transfer, restart and fee."
    name = "checkpoint_and_move_in_python"
    source = "migration bound by time rather than energy: arXiv 2511.16182"
    parameters = {
        "margin_share": Parameter(0.05, minimum=0, maximum=10,
                                  description="of the worth of the forecast hours to be gained"),
    }

    def decide(self, view, rng):
        hosts, tenants, moves = view.hosts, view.tenants, []
        sites, cut = hosts.site.tolist(), hosts.forecast_cut_share.tolist()
        room, gbps = hosts.free_it_mw.tolist(), hosts.wan_gbps.tolist()
        transfers = [0] * len(sites)
        least_cut_first = sorted(range(len(sites)), key=lambda host: (cut[host], sites[host]))
        for row in tenants.tenant.argsort():
            if tenants.moving[row] or tenants.kind[row] == "inference" \
                    or tenants.site[row] not in sites:
                continue
            here, need = sites.index(tenants.site[row]), tenants.it_mw[row]
            if cut[here] <= tenants.flexible_share[row]:
                continue
            stays_h = view.forecast_h * (1 - cut[here])
            usd_per_h = tenants.worth_usd_per_mwh[row] * need
            best, best_usd = None, self.margin_share * usd_per_h * view.forecast_h
            for host in least_cut_first:
                way = min(gbps[here] / (1 + transfers[here]), gbps[host] / (1 + transfers[host]))
                if host == here or room[host] < need or way <= 0:
                    continue
                down_h = 8 * tenants.state_gb[row] / way / 3600 + tenants.restart_h[row]
                runs_h = max(0, view.forecast_h - down_h) * (1 - cut[host])
                gain_usd = (usd_per_h * (runs_h - tenants.unsaved_h[row] - stays_h)
                            - tenants.move_usd[row])
                if gain_usd > best_usd:
                    best, best_usd = host, gain_usd
            if best is not None:
                room[best] -= need
                transfers[here] += 1
                transfers[best] += 1
                moves.append(move(tenants.tenant[row], sites[best]))
        return moves
