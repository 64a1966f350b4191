import { locationUtil, urlUtil } from '@grafana/data';
import { t } from '@grafana/i18n';
import { locationService } from '@grafana/runtime';
import { EmbeddedScene, SceneAppPage, SceneReactObject } from '@grafana/scenes';
import { LoadingPlaceholder } from '@grafana/ui';
import { useEffect } from 'react';
import { INVESTIGATE_URL, MODELS_URL } from '../urls';
import { alertPlace, readAlertLink } from './alertLink';
import { fetchIncidents } from './incidents';

/** Where the link of an alert leads. An alert's annotation knows no time, so it is asked for here, and the page moves on. */
export function investigatePage(): SceneAppPage {
  return new SceneAppPage({
    title: t('app.investigate.title', 'Investigate'),
    url: INVESTIGATE_URL,
    routePath: 'investigate',
    getScene: () => new EmbeddedScene({ body: new SceneReactObject({ component: FollowAlert }) }),
  });
}

function FollowAlert() {
  useEffect(() => {
    let here = true;
    const link = readAlertLink(locationService.getSearch());
    const goTo = (url: string) => here && locationService.replace(locationUtil.stripBaseFromUrl(url));
    if (!link) {
      goTo(MODELS_URL);
      return undefined;
    }
    // Somebody who may not read alerts still gets the model, column and group that the link names.
    void fetchIncidents(link.model)
      .catch(() => [])
      .then((incidents) => {
        const { path, state } = alertPlace(link, incidents, Date.now());
        goTo(urlUtil.renderUrl(path, state));
      });
    return () => {
      here = false;
    };
  }, []);
  return <LoadingPlaceholder text={t('app.investigate.following', 'Finding the alert')} />;
}
