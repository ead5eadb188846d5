import { useTranslation } from 'react-i18next';

const ROLES = ['pull', 'analysis', 'media', 'export', 'console'] as const;

/** The words for a host's role; a role of a newer server is shown by its own name. */
export function useRoleWord(): (role: string) => string {
  const { t } = useTranslation();
  return (role) => {
    const known = ROLES.find((each) => each === role);
    return known ? t(`admin:host_role.${known}`) : role;
  };
}
